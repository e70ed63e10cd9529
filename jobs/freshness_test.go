package jobs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/store"
	"ogham/jobs"
)

// TestWhoReadsOfASuccessSeesTheRows has processes that hear of nothing (they do not listen) read of a task that
// another process has run.
func TestWhoReadsOfASuccessSeesTheRows(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	deaf := map[string]*store.Store{}
	services := map[string]*jobs.Service{}
	for _, way := range []string{"Status", "Statuses", "List", "Report", "Statement", "Worker", "Nothing"} {
		s, err := store.Open(t.Context(), store.Config{URL: b.db.URL, Readers: 2, Writers: 2})
		require.NoError(t, err)
		t.Cleanup(s.Close)
		service, err := jobs.New(jobs.Config{Store: s, Slots: -1})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, service.Stop(t.Context())) })
		deaf[way], services[way] = s, service
	}
	st := b.run(t, "INSERT INTO fresh SELECT TIME_PARSE(t) AS __time, s FROM "+extern(sample, columns)+" PARTITIONED BY DAY", nil)
	require.Nil(t, st.ErrorMsg, message(st))
	ctx := t.Context()
	for way, read := range map[string]func(s *jobs.Service) error{
		"Status":    func(s *jobs.Service) error { _, err := s.Status(ctx, st.ID); return err },
		"Statuses":  func(s *jobs.Service) error { _, err := s.Statuses(ctx, []string{st.ID}); return err },
		"List":      func(s *jobs.Service) error { _, err := s.List(ctx, jobs.ListFilter{State: "complete"}); return err },
		"Report":    func(s *jobs.Service) error { _, err := s.Report(ctx, st.ID); return err },
		"Statement": func(s *jobs.Service) error { _, err := s.Statement(ctx, "", st.ID, false); return err },
		"Worker":    func(s *jobs.Service) error { _, err := s.Status(ctx, st.ID+"-worker0_0"); return err },
	} {
		_, before := deaf[way].Catalog().Table("druid", "fresh")
		require.False(t, before, way)
		require.NoError(t, read(services[way]), way)
		_, after := deaf[way].Catalog().Table("druid", "fresh")
		require.True(t, after, way)
		known := deaf[way].Catalog()
		require.NoError(t, read(services[way]), way)
		require.Same(t, known, deaf[way].Catalog(), way)
	}
	_, known := deaf["Nothing"].Catalog().Table("druid", "fresh")
	require.False(t, known, "who has read nothing knows nothing, or the test shows nothing")
}
