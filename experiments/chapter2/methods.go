package chapter2

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"qanat/experiments/record"
)

// methodsFile is where a folder of results says which methods it compares, if they
// are not the thesis'.
const methodsFile = "methods.json"

// methods are what figures and the report are made with besides the records.
type methods struct {
	Heuristic Method   `json:"heuristic"`
	Optimum   Method   `json:"optimum"`
	Borrow    []string `json:"borrow,omitempty"`
}

// keepMethods notes the methods of a run, so that its figures and its report can be
// made again with their names.
func (cfg *Config) keepMethods(l *Lab) error {
	path := filepath.Join(cfg.Out, methodsFile)
	if kariz, mip := thesisMethods(); l.Heuristic == kariz && l.Optimum == mip {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the methods of an earlier run: %w", err)
		}
		return nil
	}
	text, err := json.MarshalIndent(methods{l.Heuristic, l.Optimum, cfg.Borrow}, "", "  ")
	if err != nil {
		return err
	}
	return record.Replace(path, append(text, '\n'))
}

// recallMethods takes the methods of the run that filled the folder.
func (cfg *Config) recallMethods() error {
	path := filepath.Join(cfg.Out, methodsFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var kept methods
	if err := json.Unmarshal(text, &kept); err != nil {
		return fmt.Errorf("%s: %w: remove it, and run the comparison again", path, err)
	}
	cfg.Heuristic, cfg.Optimum, cfg.Borrow = kept.Heuristic, kept.Optimum, kept.Borrow
	return nil
}
