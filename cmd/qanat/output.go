package main

import "qanat/experiments/record"

// outputFile is the value of a flag that names a file to write. Setting it checks
// that this can be done, so that no work is lost to a misspelt folder.
type outputFile string

// String implements pflag.Value.
func (f *outputFile) String() string { return string(*f) }

// Type implements pflag.Value: the word for the value in help texts.
func (f *outputFile) Type() string { return "file" }

// Set implements pflag.Value.
func (f *outputFile) Set(path string) error {
	*f = outputFile(path)
	return record.CheckFile(path)
}

// outputFolder is the value of a flag that names a folder to write into, which is
// made where there is none.
type outputFolder string

// String implements pflag.Value.
func (f *outputFolder) String() string { return string(*f) }

// Type implements pflag.Value.
func (f *outputFolder) Type() string { return "folder" }

// Set implements pflag.Value.
func (f *outputFolder) Set(path string) error {
	*f = outputFolder(path)
	return record.CheckFolder(path)
}
