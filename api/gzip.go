package api

import (
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// gzipMin is the size below which compressing an answer is not worth it.
const gzipMin = 1024

var gzipPool = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	return z
}}

func acceptsGzip(r *http.Request) bool {
	for _, header := range r.Header["Accept-Encoding"] {
		for part := range strings.SplitSeq(header, ",") {
			name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") && strings.TrimSpace(params) != "q=0" {
				return true
			}
		}
	}
	return false
}

// gzipWriter compresses an answer, unless it turns out to be short. What is written first decides:
// writers of long answers send large pieces.
type gzipWriter struct {
	http.ResponseWriter
	z      *gzip.Writer
	status int
	sent   bool // the header is out: compression is decided
}

func newGzipWriter(w http.ResponseWriter) *gzipWriter { return &gzipWriter{ResponseWriter: w} }

// WriteHeader keeps the status until the first bytes tell whether to compress.
func (g *gzipWriter) WriteHeader(status int) {
	if g.status == 0 {
		g.status = status
	}
}

// Write sends p, compressed if the answer is.
func (g *gzipWriter) Write(p []byte) (int, error) {
	if !g.sent {
		g.start(len(p) >= gzipMin)
	}
	if g.z != nil {
		return g.z.Write(p)
	}
	return g.ResponseWriter.Write(p)
}

func (g *gzipWriter) start(compress bool) {
	g.sent = true
	h := g.Header()
	if compress && h.Get("Content-Encoding") == "" {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		g.z = gzipPool.Get().(*gzip.Writer) //nolint:forcetypeassert // the pool holds nothing else
		g.z.Reset(g.ResponseWriter)
	}
	if g.status != 0 {
		g.ResponseWriter.WriteHeader(g.status)
	}
}

// Flush sends what was written so far.
func (g *gzipWriter) Flush() {
	if !g.sent {
		g.start(false)
	}
	if g.z != nil {
		_ = g.z.Flush() // the client is gone: the next write tells
	}
	flush(g.ResponseWriter)
}

// Unwrap gives the writer beneath, for http.ResponseController.
func (g *gzipWriter) Unwrap() http.ResponseWriter { return g.ResponseWriter }

// Close ends the answer. A panic that cuts the answer goes past it on purpose: the compressed
// stream then has no end.
func (g *gzipWriter) Close() {
	if p := recover(); p != nil {
		panic(p)
	}
	if !g.sent {
		g.start(false)
	}
	if g.z != nil {
		_ = g.z.Close() // the client is gone
		gzipPool.Put(g.z)
	}
}
