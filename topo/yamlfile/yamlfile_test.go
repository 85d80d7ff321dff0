package yamlfile_test

import (
	"strings"
	"testing"

	"qanat/topo/yamlfile"
)

func TestFormIsNamedByLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "f:1: the file is empty",
		"# x\n---\n# y\n":         "f:1: the file is empty",
		"a: 1\n---\na: 2\n":       "f:2: a second YAML document",
		"a: 1\n...\na: 2\n":       "f:3: a second YAML document",
		"a: 1\nb: 2\n":            "f:2: unknown field",
		"a: 1\na: 2\n":            "f:2: ",
		"a: [\n":                  "f:1: ",
		"a:\n  b:\n    c: &x 1\n": "f:3: \"&\": tags, anchors and aliases",
	} {
		var into struct {
			A yamlfile.Number `yaml:"a"`
		}
		_, err := yamlfile.Read([]byte(text), "f", &into)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestContentIsNamedByLine(t *testing.T) {
	const text = "name: x\nlist:\n  - size: 1\n    of:\n      cpu: 1\n      'a.b[0]': 2\n"
	for path, want := range map[string]string{
		"$":                                    "f:1: wrong",
		"$.name":                               "f:1: wrong",
		"$.list[0]":                            "f:3: wrong",
		"$.list[0].of.cpu":                     "f:5: wrong",
		"$.list[0].missing":                    "f:3: wrong",
		"$.list[7].size":                       "f:3: wrong",
		"$.none[0].missing":                    "f:1: wrong",
		yamlfile.Key("$", "it's"):              "f:1: wrong",
		yamlfile.Key("$.list[0].of", "a.b[0]"): "f:6: wrong",
	} {
		var into map[string]any
		file, err := yamlfile.Read([]byte(text), "f", &into)
		if err != nil {
			t.Fatal(err)
		}
		file.Fail(path, "wrong")
		if got := file.Err().Error(); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
