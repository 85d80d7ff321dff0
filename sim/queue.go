package sim

// queue is a heap of events with four children to a node: half as deep as a
// binary heap, and siblings share cache lines.
type queue[P any] []Event[P]

const children = 4

func (q *queue[P]) push(e Event[P]) {
	*q = append(*q, e)
	heap, i := *q, len(*q)-1
	for i > 0 {
		parent := (i - 1) / children
		if !e.before(&heap[parent]) {
			break
		}
		heap[i] = heap[parent]
		i = parent
	}
	heap[i] = e
}

func (q *queue[P]) pop() Event[P] {
	heap := *q
	first, last := heap[0], heap[len(heap)-1]
	heap[len(heap)-1] = Event[P]{} // lets go of what the payload points to
	heap = heap[:len(heap)-1]
	*q = heap
	if len(heap) > 0 {
		heap.sink(last)
	}
	return first
}

// sink places e from the top downwards.
func (q queue[P]) sink(e Event[P]) {
	i := 0
	for {
		least := children*i + 1
		if least >= len(q) {
			break
		}
		for child := least + 1; child < min(children*i+1+children, len(q)); child++ {
			if q[child].before(&q[least]) {
				least = child
			}
		}
		if e.before(&q[least]) {
			break
		}
		q[i] = q[least]
		i = least
	}
	q[i] = e
}
