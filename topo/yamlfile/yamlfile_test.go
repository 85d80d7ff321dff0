package yamlfile_test

import (
	"strings"
	"testing"

	"qanat/topo/yamlfile"
)

func TestFormIsNamedByLine(t *testing.T) {
	for text, want := range map[string]string{
		"\xff\xfea\x00:\x00":      "f: this is no text in UTF-8: save it as that",
		"":                        "f:1: the file is empty",
		"# x\n---\n# y\n":         "f:1: the file is empty",
		"a: 1\n---\na: 2\n":       "f:2: a second YAML document",
		"a: 1\n...\na: 2\n":       "f:3: a second YAML document",
		"a: 1\nb: 2\n":            "f:2: unknown field",
		"a: 1\na: 2\n":            "f:2: mapping key \"a\" already defined at [1:1]: give each once",
		"a: [\n":                  "f:1: sequence end token ']' not found: correct the YAML",
		"b:\n":                    "f:1: unknown field \"b\": known here are a, at, list",
		"a: 1\nat: x\n":           "f:2: \"x\" cannot stand here: write a number",
		"list: 7\n":               "f:1: int was used where sequence is expected: write a list",
		"- 7\n":                   "f:1: sequence was used where mapping is expected: write fields",
		"a:\n  b:\n    c: &x 1\n": "f:3: \"&\": tags, anchors and aliases",
	} {
		var into struct {
			A    yamlfile.Number `yaml:"a"`
			At   float64         `yaml:"at"`
			List []string        `yaml:"list"`
		}
		file, err := yamlfile.Read([]byte(text), "f", &into)
		if err == nil {
			err = file.Err()
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// shelf is a file with structures in structures.
type shelf struct {
	Name  string `yaml:"name"`
	Books []struct {
		Title string                     `yaml:"title"`
		Pages int                        `yaml:"pages"`
		Loans map[string]yamlfile.Number `yaml:"loans"`
		Place `yaml:",inline"`
	} `yaml:"books"`
}

// Place is where a book stands.
type Place struct {
	Row string `yaml:"row"`
}

// TestUnknownFieldsDoNotHideOtherMistakes wants the fields that are known at each
// place, and all that is wrong.
func TestUnknownFieldsDoNotHideOtherMistakes(t *testing.T) {
	const text = "colour: red\nboks:\n- tilte: Emma\n  loans: {anyone: 1}\n  rwo: a\n- title: Walden\n  Title: again\n"
	var into shelf
	file, err := yamlfile.Read([]byte(text), "f", &into)
	if err != nil {
		t.Fatal(err)
	}
	file.Fail("$.books[0].title", "content is wrong")
	const want = `f:1: unknown field "colour": known here are name, books
f:2: unknown field "boks": perhaps "books" is meant; known here are name, books
f:3: unknown field "tilte": perhaps "title" is meant; known here are title, pages, loans, row
f:5: unknown field "rwo": perhaps "row" is meant; known here are title, pages, loans, row
f:7: unknown field "Title": perhaps "title" is meant; known here are title, pages, loans, row
f:3: content is wrong`
	if got := file.Err().Error(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if len(into.Books) != 2 || into.Books[0].Title != "Emma" || into.Books[0].Loans["anyone"] != "1" || into.Books[1].Title != "Walden" {
		t.Errorf("what is nearly right was read as %+v", into)
	}
}

func TestValuesOfTheWrongFormAreAllTold(t *testing.T) {
	const text = "name: [a]\nbooks:\n- {title: Emma, pages: many, tilte: x}\n- {title: Walden, pages: [1]}\n- none\n"
	file, err := yamlfile.Read([]byte(text), "f", new(shelf))
	if err == nil {
		t.Fatal(file.Err())
	}
	for _, want := range []string{"f:3: unknown field", "f:1: ", `f:3: "many" cannot stand here: write a whole number`, "f:4: ", "f:5: "} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
	long := "books:\n" + strings.Repeat("- 7\n", 1000)
	if _, err := yamlfile.Read([]byte(long), "f", new(shelf)); err == nil || strings.Count(err.Error(), "\n") > 30 {
		t.Errorf("%d lines", strings.Count(err.Error(), "\n"))
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

func TestDeepNestingIsRefusedBeforeItCosts(t *testing.T) {
	const far = 100_000
	blocks := ""
	for i := range 150 {
		blocks += strings.Repeat(" ", i) + "a:\n"
	}
	for name, text := range map[string]string{
		"lists": strings.Repeat("[", far), "mappings": strings.Repeat("{a: ", far), "dashes": strings.Repeat("- ", far), "blocks": blocks,
	} {
		var into any
		if _, err := yamlfile.Read([]byte(text), "f", &into); err == nil || !strings.Contains(err.Error(), "100 deep") {
			t.Errorf("%s: %.200v", name, err)
		}
	}
	wide := "a:\n" + strings.Repeat("  - {b: [1, 2]}\n", 1000)
	var into any
	if _, err := yamlfile.Read([]byte(wide), "f", &into); err != nil {
		t.Errorf("a long file that is not deep: %v", err)
	}
}

func TestByteOrderMarkIsNoPartOfTheFile(t *testing.T) {
	var into struct {
		A int `yaml:"a"`
	}
	if _, err := yamlfile.Read([]byte("\xef\xbb\xbfa: 7\n"), "f", &into); err != nil || into.A != 7 {
		t.Errorf("%v, %d", err, into.A)
	}
}
