package port

import "runtime"

// patience is how many times in a row a loop may find nothing before it lets
// others have the processor: about as long as a batch takes.
const patience = 200

// Idle counts how often a loop found nothing. The zero value is ready.
type Idle struct{ empty int }

// Found tells what the loop got. If it got nothing too often in a row, others
// run before Found returns.
func (i *Idle) Found(n int) {
	if n > 0 {
		i.empty = 0
		return
	}
	if i.empty++; i.empty >= patience {
		i.empty = 0
		runtime.Gosched()
		yield()
	}
}
