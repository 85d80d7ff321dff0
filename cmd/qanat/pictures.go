package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"qanat/experiments/record"
	"qanat/kariz/explain"
)

// pageName is the file that shows all pictures.
const pageName = "index.html"

// drawSteps draws a run into a folder that is new, empty, or holds an earlier
// run only, which it replaces. The page comes last: who sees it sees all steps.
func drawSteps(folder string, run *explain.Run) error {
	old, err := earlierRun(folder)
	if err != nil {
		return err
	}
	pictures, err := run.Pictures()
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := explain.WritePage(&page, pictures); err != nil {
		return err
	}
	for _, p := range pictures {
		if err := record.Replace(filepath.Join(folder, p.Name), p.SVG); err != nil {
			return err
		}
	}
	if err := record.Replace(filepath.Join(folder, pageName), page.Bytes()); err != nil {
		return err
	}
	for _, name := range old {
		used := slices.ContainsFunc(pictures, func(p explain.Picture) bool { return p.Name == name })
		if used || name == pageName {
			continue
		}
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return fmt.Errorf("a picture of an earlier run: %w", err)
		}
	}
	return nil
}

// earlierRun lists the files of the run that was drawn into a folder before. A
// folder with anything else is an error.
func earlierRun(folder string) ([]string, error) {
	files, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("--draw: it must name a folder: %w", err)
	}
	var names []string
	for _, f := range files {
		if !f.Type().IsRegular() || !drawnBefore(folder, f.Name()) {
			return nil, fmt.Errorf("--draw %s: the folder holds %s, which is not of an earlier run; name a new or an empty folder",
				folder, f.Name())
		}
		names = append(names, f.Name())
	}
	return names, nil
}

// drawnBefore tells whether drawSteps wrote a file.
func drawnBefore(folder, name string) bool {
	if name != pageName {
		match, _ := filepath.Match("kariz-step-*.svg", name)
		return match
	}
	text, err := os.ReadFile(filepath.Join(folder, name))
	return err == nil && strings.Contains(string(text), explain.PageMark)
}
