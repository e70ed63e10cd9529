package api

import (
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"ogham/internal/druiderr"
)

// handler answers one request, or gives the error to answer with.
type handler func(c *gin.Context) error

// run makes a handler one of gin's: it writes the error and turns a panic into an answer of the
// usual shape.
func (s *Server) run(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer s.recover(c)
		if err := h(c); err != nil {
			s.writeError(c, err)
		}
	}
}

func (s *Server) recover(c *gin.Context) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p) // the answer is cut on purpose
	}
	s.log.ErrorContext(c.Request.Context(), "A handler panicked", slog.Any("panic", p), slog.String("path", c.Request.URL.Path),
		slog.String("stack", string(debug.Stack())))
	if c.Writer.Written() {
		panic(http.ErrAbortHandler)
	}
	s.writeError(c, druiderr.Bug("The request could not be answered, see the server's log"))
}

// wrap puts what concerns every request around the router: paths, bodies, compression, the log.
func (s *Server) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !cleanURL(r.URL) {
			badMessage(w)
			return
		}
		normalizePath(r)
		if r.Body != nil && r.ContentLength != 0 {
			r.Body = s.body(w, r)
		}
		if acceptsGzip(r) {
			z := newGzipWriter(w)
			defer z.Close()
			w = z
		}
		if !s.log.Enabled(r.Context(), slog.LevelDebug) {
			next.ServeHTTP(w, r)
			return
		}
		s.logged(r.Context(), next, w, r)
	})
}

func (s *Server) logged(ctx context.Context, next http.Handler, w http.ResponseWriter, r *http.Request) {
	begun := s.cfg.Now()
	rec := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
	defer func() {
		s.log.DebugContext(ctx, "Request", slog.String("method", r.Method), slog.String("path", r.URL.Path),
			slog.Int("status", rec.status), slog.Duration("duration", s.cfg.Now().Sub(begun)))
	}()
	next.ServeHTTP(rec, r)
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the status for the log.
func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Flush sends what is buffered.
func (r *statusRecorder) Flush() { flush(r.ResponseWriter) }

// Unwrap gives the writer beneath, for http.ResponseController.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func flush(w http.ResponseWriter) {
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

// normalizePath takes a slash off the end and the Router's proxy prefixes off the front: one
// process plays all of Druid's services.
func normalizePath(r *http.Request) {
	fix := func(p string) string {
		for _, prefix := range []string{"/proxy/coordinator/", "/proxy/overlord/"} {
			if strings.HasPrefix(p, prefix) {
				p = p[len(prefix)-1:]
			}
		}
		if len(p) > 1 && p[len(p)-1] == '/' {
			p = strings.TrimRight(p, "/")
		}
		if p == "" {
			return "/"
		}
		return p
	}
	r.URL.Path = fix(r.URL.Path)
	if r.URL.RawPath != "" {
		r.URL.RawPath = fix(r.URL.RawPath)
	}
}

// body limits a request's body and unpacks a compressed one.
func (s *Server) body(w http.ResponseWriter, r *http.Request) io.ReadCloser {
	limited := http.MaxBytesReader(w, r.Body, s.cfg.MaxBody)
	if !strings.EqualFold(r.Header.Get("Content-Encoding"), "gzip") {
		return limited
	}
	return http.MaxBytesReader(w, &gzipBody{raw: limited}, s.cfg.MaxBody)
}

// gzipBody unpacks a request's body on its first read.
type gzipBody struct {
	raw io.ReadCloser
	z   *gzip.Reader
}

// Read gives unpacked bytes.
func (g *gzipBody) Read(p []byte) (int, error) {
	if g.z == nil {
		z, err := gzip.NewReader(g.raw)
		if err != nil {
			return 0, err
		}
		g.z = z
	}
	return g.z.Read(p)
}

// Close closes the packed body.
func (g *gzipBody) Close() error { return g.raw.Close() }

// readBody reads the whole body of a request.
func readBody(c *gin.Context) ([]byte, error) {
	if c.Request.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(c.Request.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, druiderr.Plain(http.StatusRequestEntityTooLarge, "Unknown exception", "java.io.IOException",
			"The request body is larger than [%d] bytes", tooLarge.Limit)
	case err != nil && c.Request.Context().Err() != nil:
		return nil, context.Cause(c.Request.Context())
	case err != nil:
		return nil, druiderr.Plain(http.StatusBadRequest, "Unknown exception", "java.io.IOException", "The request body could not be read")
	}
	return body, nil
}

// notFound answers paths that nothing serves: below a service nothing at all, elsewhere the servlet
// container's page.
func (s *Server) notFound(c *gin.Context) {
	path := c.Request.URL.Path
	for _, prefix := range []string{"/druid/coordinator/v1/", "/druid/indexer/v1/", "/druid/v2/", "/status/"} {
		if strings.HasPrefix(path, prefix) {
			s.writeError(c, emptyError(http.StatusNotFound))
			return
		}
	}
	s.writeError(c, pageError(http.StatusNotFound, path))
}

// wrongMethod answers a method that the path does not take; gin has set Allow. A POST below
// statements is first read as a statement: recorded, what cannot be read is told first.
func (s *Server) wrongMethod(c *gin.Context) {
	if c.Request.Method == http.MethodPost && strings.HasPrefix(c.Request.URL.Path, "/druid/v2/sql/statements/") {
		if _, err := readSQLRequest(c); err != nil {
			s.writeError(c, err)
			return
		}
	}
	allowed := s.allowed[c.Request.URL.Path] // a path of its own is not that of a parameter
	if allowed == nil {
		allowed = strings.Split(c.Writer.Header().Get("Allow"), ", ")
	}
	c.Writer.Header().Set("Allow", allowHeader(allowed))
	s.writeError(c, emptyError(http.StatusMethodNotAllowed))
}

// allow notes a route's method for Allow headers.
func (s *Server) allow(r route) {
	if strings.Contains(r.path, ":") {
		return
	}
	s.allowed[r.path] = append(s.allowed[r.path], r.method)
	if r.method == get {
		s.allowed[r.path] = append(s.allowed[r.path], http.MethodHead)
	}
}

// allowHeader lists methods as Druid's servlets do: HEAD first, OPTIONS last.
func allowHeader(methods []string) string {
	rank := map[string]int{http.MethodHead: -1, http.MethodOptions: 1}
	methods = append(slices.Clone(methods), http.MethodOptions)
	slices.SortFunc(methods, func(a, b string) int { return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(a, b)) })
	return strings.Join(slices.Compact(methods), ",")
}

// errorPage is the body of a servlet container's error page.
func errorPage(status int, path string) string {
	title := strconv.Itoa(status) + " " + http.StatusText(status)
	return "<html>\n<head>\n<title>Error " + title + "</title>\n</head>\n<body><h2>HTTP ERROR " + title + "</h2>\n<table>\n<tr><th>URI:</th><td>" +
		html.EscapeString(path) + "</td></tr>\n<tr><th>STATUS:</th><td>" + strconv.Itoa(status) + "</td></tr>\n<tr><th>MESSAGE:</th><td>" +
		http.StatusText(status) + "</td></tr>\n</table>\n\n</body>\n</html>\n"
}

// flushEvery is how long rows may wait for more of them before they are sent.
const flushEvery = 100 * time.Millisecond
