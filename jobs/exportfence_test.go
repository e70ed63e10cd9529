package jobs_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"ogham/jobs"
	"ogham/jobs/export"
	"ogham/jobs/objectstore"
)

// A process that was taken for dead finds that another one has ended its export: the files stay.
func TestAnExportThatAnotherProcessEndsStays(t *testing.T) {
	t.Parallel()
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("bucket"))
	store := gofakes3.New(backend).Server()
	first, released := make(chan struct{}), make(chan struct{})
	turn := make(chan struct{}, 1)
	turn <- struct{}{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "manifest/manifest") {
			select {
			case <-turn:
				close(first)
				<-released
			default:
			}
		}
		store.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	b := newExportBench(t, export.Config{
		Paths: []string{"s3://bucket/"}, S3: objectstore.S3Options{Endpoint: server.URL, Region: "us-east-1", AccessKey: "k", SecretKey: "s"},
	})
	sub, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: "INSERT INTO EXTERN(s3(bucket => 'bucket', prefix => 'x')) AS CSV SELECT 1 AS a"})
	require.NoError(t, err)
	<-first
	_, err = b.db.Connect(t).Exec(t.Context(), fmt.Sprintf(`UPDATE ogham.task SET attempt = 1 WHERE id = '%[1]s';
INSERT INTO ogham.river_job (kind, args, max_attempts, state) VALUES ('query_controller', '{"task_id": "%[1]s", "phase": "publish", "attempt": 1}', 1, 'available')`, sub.TaskID))
	require.NoError(t, err)
	st := b.wait(t, sub.TaskID)
	require.Nil(t, st.ErrorMsg, message(st))
	close(released)
	require.NoError(t, b.Stop(t.Context()))
	list, err := backend.ListBucket("bucket", nil, gofakes3.ListBucketPage{})
	require.NoError(t, err)
	require.Len(t, list.Contents, 3)
}

func heldExport(url, to string) string {
	return fmt.Sprintf(`INSERT INTO EXTERN(local(exportPath => '%s')) AS CSV SELECT n FROM TABLE(EXTERN('{"type":"http","uris":["%s"]}', '{"type":"json"}')) EXTEND (n BIGINT)`, to, url)
}

// What an attempt of a dead process has written is no part of an export that succeeds.
func TestAnExportKeepsNoFilesOfDeadAttempts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := newExportBench(t, export.Config{LocalDir: dir})
	h := newHeld(t)
	sub, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: heldExport(h.url, filepath.Join(dir, "x"))})
	require.NoError(t, err)
	<-h.started
	for _, name := range []string{"%s-worker0_1-partition7.csv", ".%s-worker0-partition0.csv.part", "other-%s.csv"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "x"), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "x", fmt.Sprintf(name, sub.TaskID)), []byte("a\n"), 0o600))
	}
	close(h.release)
	st := b.wait(t, sub.TaskID)
	require.Nil(t, st.ErrorMsg, message(st))
	require.Len(t, filesOf(t, filepath.Join(dir, "x")), 4, "a file, the manifest's two, and one that is not the task's")
}

// A task that fails takes nothing along of another one that has exported to the same place.
func TestAFailedExportLeavesTheManifestOfAnother(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	to := filepath.Join(dir, "x")
	b := newExportBench(t, export.Config{LocalDir: dir})
	h := newHeld(t)
	t.Cleanup(func() { close(h.release) })
	sub, err := b.Submit(t.Context(), jobs.SubmitRequest{SQL: heldExport(h.url, to)})
	require.NoError(t, err)
	<-h.started
	st := b.run(t, "INSERT INTO EXTERN(local(exportPath => '"+to+"')) AS CSV SELECT 1 AS a", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	require.NoError(t, b.Shutdown(t.Context(), sub.TaskID))
	require.Len(t, filesOf(t, to), 3)
}
