package integration

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// wikipediaRows is how many rows the Wikipedia sample holds.
const wikipediaRows = 39244

// dataServer serves the files that the cases and tests ingest.
type dataServer struct {
	*httptest.Server
	dir string // of the small files, absolute
}

// layered looks a file up in several folders in turn: the Wikipedia sample is kept once, beside the quickstart.
type layered []fs.FS

func (l layered) Open(name string) (file fs.File, err error) {
	for _, layer := range l {
		if file, err = layer.Open(name); err == nil {
			return file, nil
		}
	}
	return nil, err
}

func startDataServer() (*dataServer, error) {
	dir, err := filepath.Abs("testdata/data")
	if err != nil {
		return nil, err
	}
	files := layered{os.DirFS(dir), os.DirFS("../cmd/server/quickstart")}
	return &dataServer{Server: httptest.NewServer(http.FileServerFS(files)), dir: dir}, nil
}

// serveRows serves one file from a handler. Requests are answered one at a time.
func serveRows(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	var turn sync.Mutex
	source := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			return
		}
		turn.Lock()
		defer turn.Unlock()
		handler(w, r)
	}))
	t.Cleanup(func() {
		source.CloseClientConnections()
		source.Close()
	})
	return source.URL + "/rows.json"
}
