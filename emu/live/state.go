package live

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/lab"
)

// Root is where runs keep their folders.
const Root = "/run/qanat/labs"

// State is what a run writes down of itself.
type State struct {
	ID      string    `json:"id"`
	Lab     string    `json:"lab"` // its name
	Created time.Time `json:"created"`
	// Up is set once everything is made; until then Builder is at work.
	Up      bool    `json:"up"`
	Builder Process `json:"builder"`
	Agent   Process `json:"agent"` // zero if the lab needs none
	// Engine carries out the impairments of links and LANs that name no engine.
	Engine string `json:"engine,omitempty"`
}

// Run is a lab that is up, or on its way.
type Run struct {
	State
	Plan *lab.Plan
}

func folder(id string) string { return filepath.Join(Root, id) }

// File is the path of one of the run's files.
func (r *Run) File(name string) string { return filepath.Join(folder(r.ID), name) }

// names of the files in a run's folder
const (
	stateFile = "state.json"
	labFile   = "lab.yaml"
	hostsFile = "hosts"
)

// claim makes a run's folder, with an identity that no other run has.
func claim(p *lab.Plan) (*Run, error) {
	if err := os.MkdirAll(Root, 0o755); err != nil {
		return nil, fmt.Errorf("runs are kept in %s: %w", Root, err)
	}
	var text bytes.Buffer
	if err := p.Lab.Write(&text); err != nil {
		return nil, err
	}
	for {
		var random [2]byte
		rand.Read(random[:])
		r := &Run{Plan: p, State: State{ID: fmt.Sprintf("%s-%x", p.Lab.Name, random), Lab: p.Lab.Name, Created: time.Now(), Builder: itself()}}
		err := r.appear(text.Bytes())
		if errors.Is(err, fs.ErrExist) || errors.Is(err, unix.ENOTEMPTY) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("run %s: %w", r.ID, err)
		}
		return r, nil
	}
}

// unborn begins the names of folders that are not whole yet.
const unborn = ".new-"

// appear makes the run's folder whole, and only then gives it its name: whoever
// finds it finds all of it.
func (r *Run) appear(text []byte) error {
	work, err := os.MkdirTemp(Root, unborn)
	if err != nil {
		return err
	}
	defer os.RemoveAll(work) // it is gone if all went well
	state, err := r.encode()
	if err == nil {
		err = errors.Join(os.Chmod(work, 0o755), os.WriteFile(filepath.Join(work, labFile), text, 0o644),
			os.WriteFile(filepath.Join(work, hostsFile), hosts(r.Plan), 0o644), os.WriteFile(filepath.Join(work, stateFile), state, 0o644))
	}
	if err != nil {
		return err
	}
	return os.Rename(work, folder(r.ID))
}

// sweep removes folders that were never whole, whose makers have been killed.
func sweep() {
	old, _ := filepath.Glob(filepath.Join(Root, unborn+"*")) // the pattern is right
	for _, path := range old {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > time.Minute {
			os.RemoveAll(path) // else the next sweep does
		}
	}
}

func (r *Run) encode() ([]byte, error) {
	text, err := json.MarshalIndent(r.State, "", "  ")
	return append(text, '\n'), err
}

// save writes the state, all or nothing.
func (r *Run) save() error {
	text, err := r.encode()
	if err != nil {
		return err
	}
	next := r.File(stateFile + ".new")
	if err := os.WriteFile(next, text, 0o644); err != nil {
		return err
	}
	return os.Rename(next, r.File(stateFile))
}

// hosts lists the nodes' names and addresses, as /etc/hosts has them.
func hosts(p *lab.Plan) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, "127.0.0.1 localhost")
	for n := range p.Spaces {
		if len(p.Spaces[n].Interfaces) > 0 {
			fmt.Fprintln(&b, p.Address(n), p.Nodes[n].Name)
		}
	}
	return b.Bytes()
}

// load reads a run's state; what is missing of it stays zero.
func load(id string) State {
	s := State{ID: id}
	text, err := os.ReadFile(filepath.Join(folder(id), stateFile))
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		s = State{ID: id}
	}
	return s
}

// Find returns the run with an identity, or the only one of a lab with a name.
func Find(name string) (*Run, error) {
	all, err := List()
	if err != nil {
		return nil, err
	}
	var matches []State
	for _, s := range all {
		if s.ID == name {
			matches = []State{s}
			break
		}
		if s.Lab == name {
			matches = append(matches, s)
		}
	}
	switch {
	case len(all) == 0:
		return nil, errors.New("no lab is up: start one with 'qanat lab up FILE'")
	case len(matches) == 0:
		return nil, fmt.Errorf("no lab %q is up: there are %s", name, identities(all))
	case len(matches) > 1:
		return nil, fmt.Errorf("lab %q is up more than once: name one of %s", name, identities(matches))
	}
	return Open(matches[0])
}

// identities lists runs, for messages.
func identities(runs []State) string {
	var ids []string
	for _, s := range runs {
		ids = append(ids, s.ID)
	}
	return strings.Join(ids, ", ")
}

// Open reads what a run was made from.
func Open(s State) (*Run, error) {
	path := filepath.Join(folder(s.ID), labFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("run %s is damaged, remove it with 'qanat lab clean': %w", s.ID, err)
	}
	p, err := lab.Read(text, path)
	if err != nil {
		return nil, fmt.Errorf("run %s is damaged, remove it with 'qanat lab clean': %w", s.ID, err)
	}
	return &Run{State: s, Plan: p}, nil
}

// List returns all runs of this machine, by identity.
func List() ([]State, error) {
	entries, err := os.ReadDir(Root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var all []State
	for _, e := range entries {
		if identity.MatchString(e.Name()) {
			all = append(all, load(e.Name()))
		}
	}
	slices.SortFunc(all, func(a, b State) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// Identify returns the identity that a name means, as Find does, of runs that are
// damaged too.
func Identify(name string) (string, error) {
	if identity.MatchString(name) && exists(name) {
		return name, nil
	}
	r, err := Find(name)
	if err != nil {
		return "", err
	}
	return r.ID, nil
}

func exists(id string) bool {
	info, err := os.Stat(folder(id))
	return err == nil && info.IsDir()
}

// Load returns the run with an identity.
func Load(id string) (*Run, error) { return Open(load(id)) }
