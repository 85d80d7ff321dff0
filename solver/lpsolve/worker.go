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

// startWorker runs this executable once more, as a worker, and waits until it
// has said which lp_solve it is. The process ends when its tasks are closed, by
// kill or by the garbage collector.
func startWorker() (*worker, string, error) {
	theirTasks, tasks, err := os.Pipe()
	if err != nil {
		return nil, "", err
	}
	defer theirTasks.Close()
	results, theirResults, err := os.Pipe()
	if err != nil {
		tasks.Close()
		return nil, "", err
	}
	defer theirResults.Close()
	w := &worker{tasks: tasks, out: bufio.NewWriter(tasks), results: results}
	w.encoder, w.decoder = gob.NewEncoder(w.out), gob.NewDecoder(bufio.NewReader(results))
	command := exec.Command(self())
	command.Env = append(os.Environ(), workerVariable+"=1")
	command.Stdin, command.ExtraFiles = theirTasks, []*os.File{theirResults}
	if err := command.Start(); err != nil {
		tasks.Close()
		results.Close()
		return nil, "", fmt.Errorf("starting a worker: %w", err)
	}
	go command.Wait() // leaves no zombie behind
	w.process = command.Process
	theirResults.Close() // so that a worker that ends is seen to end
	var h hello
	if err := w.decoder.Decode(&h); err != nil {
		w.kill()
		return nil, "", fmt.Errorf("a second process of this executable did not become a worker (%w)", err)
	}
	return w, h.Version, nil
}

// self is the executable to run. The path in /proc still leads to it when the
// file has been replaced by a new build.
func self() string {
	const running = "/proc/self/exe"
	if _, err := os.Stat(running); err == nil {
		return running
	}
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}

// do hands a task to the worker and waits for the result, at most until ctx
// ends; then it kills the worker. After an error the worker is of no more use.
func (w *worker) do(ctx context.Context, t *task) (result, error) {
	stop := context.AfterFunc(ctx, w.kill)
	defer stop()
	if err := w.encoder.Encode(t); err != nil {
		return result{}, err
	}
	if err := w.out.Flush(); err != nil {
		return result{}, err
	}
	var r result
	return r, w.decoder.Decode(&r)
}

// kill ends the process at once.
func (w *worker) kill() {
	w.process.Kill()
	w.tasks.Close()
	w.results.Close()
}
