package solver

import (
	"encoding/json"
	"fmt"

	"qanat/topo"
)

// wireDeployment is a Deployment in JSON, entry by entry.
type wireDeployment struct {
	Instances   []wireInstances  `json:"instances"`
	Allocations []wireAllocation `json:"allocations"`
	Flows       []wireFlow       `json:"flows"`
}

type wireInstances struct {
	Node     int `json:"node"`
	Position int `json:"position"`
	Offering int `json:"offering"`
	Count    int `json:"count"`
}

type wireAllocation struct {
	Node     int       `json:"node"`
	Position int       `json:"position"`
	Rate     topo.Rate `json:"rate_kbps"`
}

type wireFlow struct {
	Type int       `json:"type"`
	Arc  topo.Arc  `json:"arc"`
	Rate topo.Rate `json:"rate_kbps"`
}

// MarshalJSON writes the three vectors, none of them null.
func (d *Deployment) MarshalJSON() ([]byte, error) {
	w := wireDeployment{Instances: []wireInstances{}, Allocations: []wireAllocation{}, Flows: []wireFlow{}}
	for _, y := range d.Instances {
		w.Instances = append(w.Instances, wireInstances(y))
	}
	for _, z := range d.Allocations {
		w.Allocations = append(w.Allocations, wireAllocation(z))
	}
	for _, x := range d.Flows {
		w.Flows = append(w.Flows, wireFlow(x))
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON wrote. Whether the deployment fits a
// problem is for Verify to say.
func (d *Deployment) UnmarshalJSON(data []byte) error {
	var w wireDeployment
	if err := strictly(data, &w); err != nil {
		return fmt.Errorf("deployment: %w", err)
	}
	*d = Deployment{}
	for _, y := range w.Instances {
		d.Instances = append(d.Instances, Instances(y))
	}
	for _, z := range w.Allocations {
		d.Allocations = append(d.Allocations, Allocation(z))
	}
	for _, x := range w.Flows {
		d.Flows = append(d.Flows, Flow(x))
	}
	return nil
}
