package lpsolve

import (
	"bufio"
	"context"
	"encoding/gob"
	"fmt"
	"os"
	"os/exec"
)

// workerVariable in the environment makes an executable a worker.
const workerVariable = "QANAT_LPSOLVE_WORKER"

// worker is this side of a worker process. Tasks go to its standard input,
// results come from its file 3: lp_solve may print to the others.
type worker struct {
	process *os.Process
	tasks   *os.File
	out     *bufio.Writer
	results *os.File
	encoder *gob.Encoder
	decoder *gob.Decoder
}

// startWorker runs this executable once more, as a worker. The process ends
// when its tasks are closed, by kill or by the garbage collector.
func startWorker() (*worker, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	theirTasks, tasks, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer theirTasks.Close()
	results, theirResults, err := os.Pipe()
	if err != nil {
		tasks.Close()
		return nil, err
	}
	defer theirResults.Close()
	command := exec.Command(self)
	command.Env = append(os.Environ(), workerVariable+"=1")
	command.Stdin, command.ExtraFiles = theirTasks, []*os.File{theirResults}
	if err := command.Start(); err != nil {
		tasks.Close()
		results.Close()
		return nil, fmt.Errorf("starting a worker: %w", err)
	}
	go command.Wait() // leaves no zombie behind
	w := &worker{process: command.Process, tasks: tasks, results: results}
	w.out = bufio.NewWriter(tasks)
	w.encoder, w.decoder = gob.NewEncoder(w.out), gob.NewDecoder(bufio.NewReader(results))
	return w, nil
}

// do hands a task to the worker and waits for the result, at most until ctx
// ends; then it kills the worker. After an error the worker is of no more use.
func (w *worker) do(ctx context.Context, t *task) (result, error) {
	stop := context.AfterFunc(ctx, w.kill)
	defer stop()
	r := result{Bound: noBound}
	err := w.encoder.Encode(t)
	if err == nil {
		err = w.out.Flush()
	}
	if err == nil {
		err = w.decoder.Decode(&r)
	}
	if err != nil {
		return r, fmt.Errorf("the worker process failed (%w): lp_solve may have crashed on this model", err)
	}
	return r, nil
}

// kill ends the process at once.
func (w *worker) kill() {
	w.process.Kill()
	w.tasks.Close()
	w.results.Close()
}
