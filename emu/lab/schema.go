package lab

import _ "embed"

// Schema is the JSON Schema of lab files, for editors.
//
//go:embed schema.json
var Schema []byte
