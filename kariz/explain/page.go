package explain

import (
	"html/template"
	"io"
)

// PageMark is in every page that WritePage writes, and tells it from others.
const PageMark = `<meta name="generator" content="qanat explain kariz">`

// page shows the pictures below each other, with what the transcript says.
var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
` + PageMark + `
<title>A run of Kariz, step by step</title>
<style>
body { font-family: Helvetica, Arial, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
figure { margin: 0 0 3rem; border-top: 1px solid #888 }
img { width: 100%; height: auto }
pre { white-space: pre-wrap }
</style>
</head>
<body>
<h1>A run of Kariz, step by step</h1>
<ol>
{{- range .}}
<li><a href="#{{.Name}}">{{index .Caption 0}}. {{index .Caption 1}}</a></li>
{{- end}}
</ol>
{{- range .}}
<figure id="{{.Name}}">
<img src="{{.Name}}" alt="{{index .Caption 0}}. {{index .Caption 1}}">
<figcaption>
{{- range .Caption}}
<p>{{.}}</p>
{{- end}}
<pre>{{.Text}}</pre>
</figcaption>
</figure>
{{- end}}
</body>
</html>
`))

// WritePage writes an HTML page that shows the pictures, which must lie beside
// it, in order and with their captions. It fails only where w does.
func WritePage(w io.Writer, pictures []Picture) error { return page.Execute(w, pictures) }
