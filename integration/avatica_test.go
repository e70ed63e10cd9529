package integration

import (
	"database/sql"
	"testing"
	"time"

	_ "github.com/apache/calcite-avatica-go/v5" // the driver "avatica", which speaks protobuf
	"github.com/stretchr/testify/require"
)

// openAvatica opens the JDBC endpoint with Avatica's driver for Go.
func openAvatica(t *testing.T, s *server) *sql.DB {
	t.Helper()
	db, err := sql.Open("avatica", s.url+"/druid/v2/sql/avatica-protobuf/")
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() }) // the server may be gone
	return db
}

// TestAvaticaDriver asks as users of database/sql do.
func TestAvaticaDriver(t *testing.T) {
	t.Parallel()
	s := newServer(t, serverOptions{})
	requireWikipedia(t, s)
	db := openAvatica(t, s)

	var (
		at   time.Time
		page sql.NullString
		sum  int
	)
	require.NoError(t, db.QueryRowContext(t.Context(), "SELECT MIN(__time), CAST(NULL AS VARCHAR), SUM(added) FROM wikipedia").Scan(&at, &page, &sum))
	require.Equal(t, "2015-09-12T00:46:58.771Z", at.UTC().Format(time.RFC3339Nano))
	require.False(t, page.Valid)
	require.Equal(t, 9385573, sum)

	byChannel, err := db.PrepareContext(t.Context(), "SELECT COUNT(*) FROM wikipedia WHERE channel = ? AND added >= ? AND __time >= ?")
	require.NoError(t, err)
	defer byChannel.Close()
	for channel, want := range map[string]int{"#en.wikipedia": 11549, "#vi.wikipedia": 9747} {
		var n int
		require.NoError(t, byChannel.QueryRowContext(t.Context(), channel, 0, time.UnixMilli(0).UTC()).Scan(&n))
		require.Equal(t, want, n)
	}

	rows, err := db.QueryContext(t.Context(), "SELECT added FROM wikipedia")
	require.NoError(t, err)
	defer rows.Close()
	n, added := 0, 0
	for rows.Next() {
		var one int
		require.NoError(t, rows.Scan(&one))
		n, added = n+1, added+one
	}
	require.NoError(t, rows.Err())
	require.Equal(t, []int{39244, 9385573}, []int{n, added})

	_, err = db.QueryContext(t.Context(), "SELECT nope FROM wikipedia") //nolint:rowserrcheck,sqlclosecheck // there are none
	require.ErrorContains(t, err, "Column 'nope' not found in any table")
}

// TestStopWithOpenResult ends the server while a driver is half-way through a result, which holds a
// database connection.
func TestStopWithOpenResult(t *testing.T) {
	t.Parallel()
	s := newServer(t, serverOptions{})
	requireWikipedia(t, s)
	rows, err := openAvatica(t, s).QueryContext(t.Context(), "SELECT a.page FROM wikipedia a CROSS JOIN wikipedia b")
	require.NoError(t, err)
	defer rows.Close()
	require.True(t, rows.Next())
	require.NoError(t, rows.Err())
	began := time.Now()
	require.NoError(t, s.close())
	require.Less(t, time.Since(began), 10*time.Second)
}
