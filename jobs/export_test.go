package jobs_test

import (
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"ogham/internal/testdb"
	"ogham/jobs"
	"ogham/jobs/export"
	"ogham/jobs/input"
	"ogham/jobs/objectstore"
)

// newExportBench is a bench whose service may export.
func newExportBench(t *testing.T, cfg export.Config) *bench {
	t.Helper()
	return openBenchWith(t, testdb.New(t), jobs.Config{Export: cfg})
}

// filesOf lists the files below a folder, with what is in them.
func filesOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(p)
		name, _ := filepath.Rel(dir, p)
		files[name] = string(text)
		return err
	}))
	return files
}

func TestExportWritesFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := newExportBench(t, export.Config{LocalDir: dir})
	to := filepath.Join(dir, "a", "b")
	from := extern(sample, columns)
	st := b.run(t, "INSERT INTO EXTERN(local(exportPath => '"+to+"')) AS CSV SELECT TIME_PARSE(t) AS __time, s, n, d FROM "+from+" ORDER BY t",
		map[string]any{"rowsPerPage": 2})
	require.Nil(t, st.ErrorMsg, message(st))
	require.Equal(t, "__query_select", st.DataSource)
	first, second := st.ID+"-worker0-partition0.csv", st.ID+"-worker0-partition1.csv"
	require.Equal(t, map[string]string{
		first:                               "__time,s,n,d\n1704067200000,a,1,1.5\n1704112200000,\"[\"\"z\"\",\"\"b\"\",null]\",2,-2.25\n\n",
		second:                              "__time,s,n,d\n1704175200000,,,0.0\n\n",
		"_symlink_format_manifest/manifest": "file:" + to + "/" + first + "\nfile:" + to + "/" + second + "\n",
		"_symlink_format_manifest/druid_export_meta": "version: 1\n",
	}, filesOf(t, to))
	processors := []string{}
	for _, stage := range b.report(t, st.ID)["stages"].([]any) {
		processors = append(processors, stage.(map[string]any)["definition"].(map[string]any)["processor"].(map[string]any)["type"].(string))
		require.Equal(t, "FINISHED", stage.(map[string]any)["phase"])
	}
	require.Equal(t, []string{"scan", "exportResults"}, processors)

	st = b.run(t, "INSERT INTO EXTERN(local(exportPath => '"+to+"')) AS CSV SELECT 1 AS a", nil)
	require.Contains(t, message(st), "Found files at provided export destination")
	require.Len(t, filesOf(t, to), 4)

	none := filepath.Join(dir, "none")
	st = b.run(t, "INSERT INTO EXTERN(local(exportPath => '"+none+"')) AS CSV SELECT n FROM "+from+" WHERE n > 5", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	require.Equal(t, map[string]string{"_symlink_format_manifest/manifest": "", "_symlink_format_manifest/druid_export_meta": "version: 1\n"}, filesOf(t, none))
}

func TestFailedExportLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := newExportBench(t, export.Config{LocalDir: dir})
	data := strings.Repeat(`{"n":1}`+"\n", 500) + `{"n":0}`
	st := b.run(t, "INSERT INTO EXTERN(local(exportPath => '"+dir+"/x')) AS CSV SELECT 1 / n AS q FROM "+extern(data, "n BIGINT"), map[string]any{"rowsPerPage": 100})
	require.NotNil(t, st.ErrorMsg)
	require.Contains(t, message(st), "/ by zero")
	require.Empty(t, filesOf(t, dir))
}

func TestExportStaysWithinItsFolder(t *testing.T) {
	t.Parallel()
	dir, other := t.TempDir(), t.TempDir()
	require.NoError(t, os.Symlink(other, filepath.Join(dir, "link")))
	b := newExportBench(t, export.Config{LocalDir: dir, Paths: []string{"s3://bucket/allowed"}})
	for to, want := range map[string]string{
		"local(exportPath => '" + other + "')":              "The provided destination",
		"local(exportPath => '" + dir + "/../x')":           "The provided destination",
		"local(exportPath => '" + dir + "/link')":           "export destination",
		"local(exportPath => 'relative')":                   "The provided destination",
		"s3(bucket => 'bucket', prefix => 'allowedx')":      "None of the allowed prefixes",
		"s3(bucket => 'other', prefix => 'allowed/x')":      "None of the allowed prefixes",
		"s3(bucket => 'bucket', prefix => 'allowed/../x')":  "None of the allowed prefixes",
		"google(bucket => 'bucket', prefix => 'allowed/x')": "The runtime property `druid.export.storage.goog",
	} {
		st := b.run(t, "INSERT INTO EXTERN("+to+") AS CSV SELECT 1 AS a", nil)
		require.Contains(t, message(st), want, to)
	}
	require.Empty(t, filesOf(t, other))
	b = newExportBench(t, export.Config{})
	st := b.run(t, "INSERT INTO EXTERN(local(exportPath => '/x')) AS CSV SELECT 1 AS a", nil)
	require.Contains(t, message(st), "The runtime property `druid.export.storage.base")
}

func TestExportWritesToS3(t *testing.T) {
	t.Parallel()
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("bucket"))
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	b := newExportBench(t, export.Config{
		Paths: []string{"s3://bucket/out/"},
		S3:    objectstore.S3Options{Endpoint: server.URL, Region: "us-east-1", AccessKey: "k", SecretKey: "s"},
	})
	const to = "INSERT INTO EXTERN(s3(bucket => 'bucket', prefix => 'out/run 1')) AS CSV "
	keys := func() []string {
		list, err := backend.ListBucket("bucket", nil, gofakes3.ListBucketPage{})
		require.NoError(t, err)
		names := []string{}
		for _, o := range list.Contents {
			names = append(names, o.Key)
		}
		slices.Sort(names)
		return names
	}
	st := b.run(t, to+"SELECT 1 / n AS q FROM "+extern("{\"n\":1}\n{\"n\":0}", "n BIGINT"), map[string]any{"rowsPerPage": 1})
	require.Contains(t, message(st), "/ by zero")
	require.Empty(t, keys())

	st = b.run(t, to+"SELECT 'ö,' AS a, 2 AS b", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	name := "out/run 1/" + st.ID + "-worker0-partition0.csv"
	require.Equal(t, []string{"out/run 1/_symlink_format_manifest/druid_export_meta", "out/run 1/_symlink_format_manifest/manifest", name}, keys())

	cfg := input.Config{S3: objectstore.S3Options{Endpoint: server.URL, Region: "us-east-1", AccessKey: "k", SecretKey: "s"}}
	source, err := input.Parse([]byte(`{"type":"s3","objects":[{"bucket":"bucket","path":"`+name+`"}]}`), cfg)
	require.NoError(t, err)
	list, err := source.Slices(t.Context())
	require.NoError(t, err)
	r, err := input.Open(t.Context(), list[0], cfg)
	require.NoError(t, err)
	defer r.Close()
	text := make([]byte, 100)
	n, _ := r.Read(text)
	require.Equal(t, "a,b\n\"ö,\",2\n\n", string(text[:n]))

	st = b.run(t, to+"SELECT 1 AS a", nil)
	require.Contains(t, message(st), "Found files at provided export destination")
}
