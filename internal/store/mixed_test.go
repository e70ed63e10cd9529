package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druidtime"
	"ogham/internal/store"
	"ogham/internal/testdb"
)

// step is an INSERT by a granularity, or a REPLACE of where if that is not "". It fails with the
// interval that was asked for and the one that there is, if want is not "".
type step struct{ granularity, where, rows, want string }

// mixed is what became of datasources with time chunks of several granularities. Both errors and rows
// were observed with Druid 27.
var mixed = map[string]struct {
	steps      []step
	content    string
	partitions string
}{
	"DayInMonth": {
		[]step{{"MONTH", "", "2024-01-15", ""}, {"DAY", "", "2024-01-20", "2024-01-20/2024-01-21 in 2024-01-01/2024-02-01"}, {"DAY", "", "2024-02-05", ""}},
		"2024-01-15 2024-02-05", "2024-01-01/2024-02-01 2024-02-05/2024-02-06",
	},
	"MonthOverDay": {
		[]step{{"DAY", "", "2024-01-15", ""}, {"MONTH", "", "2024-01-20", "2024-01-01/2024-02-01"}, {"MONTH", "", "2024-02-20", ""}},
		"2024-01-15 2024-02-20", "2024-01-15/2024-01-16 2024-02-01/2024-03-01",
	},
	"MonthOverItsFirstDay": {
		[]step{{"DAY", "", "2024-01-01", ""}, {"MONTH", "", "2024-01-20", "2024-01-01/2024-02-01"}},
		"2024-01-01", "2024-01-01/2024-01-02",
	},
	"WeekOverDay": {
		[]step{{"DAY", "", "2024-01-03", ""}, {"WEEK", "", "2024-01-04", "2024-01-01/2024-01-08"}, {"WEEK", "", "2024-01-10", ""}},
		"2024-01-03 2024-01-10", "2024-01-03/2024-01-04 2024-01-08/2024-01-15",
	},
	"WeekThatSpansTwoMonths": {
		[]step{
			{"WEEK", "", "2024-01-31", ""},
			{"DAY", "", "2024-02-01", "2024-02-01/2024-02-02 in 2024-01-29/2024-02-05"},
			{"MONTH", "", "2024-02-20", "2024-02-01/2024-03-01"},
			{"MONTH", "", "2024-01-10", "2024-01-01/2024-02-01"},
			{"WEEK", "", "2024-02-01", ""},
			{"MONTH", "", "2024-03-02", ""},
		},
		"2024-01-31 2024-02-01 2024-03-02", "2024-01-29/2024-02-05 2024-03-01/2024-04-01",
	},
	"WeekBesideMonth": {
		[]step{
			{"MONTH", "", "2024-01-10", ""},
			{"WEEK", "", "2024-01-30", "2024-01-29/2024-02-05"},
			{"WEEK", "", "2024-02-07", ""},
			{"WEEK", "", "2024-01-10", "2024-01-08/2024-01-15 in 2024-01-01/2024-02-01"},
		},
		"2024-01-10 2024-02-07", "2024-01-01/2024-02-01 2024-02-05/2024-02-12",
	},
	"DayInAll": {
		[]step{{"ALL", "", "2024-01-15", ""}, {"DAY", "", "2024-01-20", "2024-01-20/2024-01-21 in ALL"}},
		"2024-01-15", "ALL",
	},
	"AllOverDay": {
		[]step{{"DAY", "", "2024-01-15", ""}, {"ALL", "", "2024-01-20", "ALL"}},
		"2024-01-15", "2024-01-15/2024-01-16",
	},
	"HourInDay": {
		[]step{{"DAY", "", "2024-01-15", ""}, {"HOUR", "", "2024-01-15", "2024-01-15/2024-01-15T01 in 2024-01-15/2024-01-16"}},
		"2024-01-15", "2024-01-15/2024-01-16",
	},
	"ReplaceDayInMonth": {
		[]step{
			{"MONTH", "", "2024-01-15 2024-01-20", ""},
			{"DAY", "2024-01-20/2024-01-21", "2024-01-20 2024-01-20", ""},
			{"MONTH", "", "2024-01-25", "2024-01-01/2024-02-01"},
			{"DAY", "", "2024-01-20", "2024-01-20/2024-01-21"},
			{"DAY", "", "2024-01-26", "2024-01-26/2024-01-27"},
		},
		"2024-01-15 2024-01-20 2024-01-20", "2024-01-01/2024-02-01",
	},
	"ReplaceMonthOverDay": {
		[]step{{"DAY", "", "2024-01-15 2024-01-20 2024-02-03", ""}, {"MONTH", "2024-01-01/2024-02-01", "2024-01-07", ""}, {"MONTH", "", "2024-01-08", ""}},
		"2024-01-07 2024-01-08 2024-02-03", "2024-01-01/2024-02-01 2024-02-03/2024-02-04",
	},
	"ReplaceMonthOverPartOfWeek": {
		[]step{{"WEEK", "", "2024-01-31 2024-02-02", ""}, {"MONTH", "2024-02-01/2024-03-01", "2024-02-03 2024-02-20", ""}},
		"2024-01-31 2024-02-03 2024-02-20", "2024-01-29/2024-02-05 2024-02-05/2024-03-01",
	},
	"ReplaceAllByMonth": {
		[]step{{"DAY", "", "2024-01-15 2024-02-03", ""}, {"MONTH", "ALL", "2024-01-07", ""}, {"MONTH", "", "2024-01-08", ""}},
		"2024-01-07 2024-01-08", "2024-01-01/2024-02-01",
	},
	"ReplaceAllByAll": {
		[]step{{"DAY", "", "2024-01-15 2024-02-03", ""}, {"ALL", "ALL", "2024-01-07", ""}, {"DAY", "", "2024-02-08", "2024-02-08/2024-02-09 in ALL"}},
		"2024-01-07", "ALL",
	},
	"ReplaceDayInAll": {
		[]step{{"ALL", "", "2024-01-15 2024-02-03", ""}, {"DAY", "2024-01-15/2024-01-16", "2024-01-15", ""}, {"ALL", "", "2024-05-05", "ALL"}},
		"2024-01-15 2024-02-03", "ALL",
	},
	"ReplaceWeekOverDay": {
		[]step{{"DAY", "", "2024-01-15 2024-01-22", ""}, {"WEEK", "2024-01-15/2024-01-22", "2024-01-17", ""}},
		"2024-01-17 2024-01-22", "2024-01-15/2024-01-22 2024-01-22/2024-01-23",
	},
	"ReplaceQuarterOverMonth": {
		[]step{{"MONTH", "", "2024-02-15 2024-05-01", ""}, {"QUARTER", "2024-01-01/2024-04-01", "2024-03-17", ""}},
		"2024-03-17 2024-05-01", "2024-01-01/2024-04-01 2024-05-01/2024-06-01",
	},
}

func TestMixedGranularities(t *testing.T) {
	t.Parallel()
	s := open(t, testdb.New(t))
	for name, c := range mixed {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, st := range c.steps {
				st.run(t, s, name)
			}
			require.Equal(t, strings.Fields(c.content), read(t, s, `SELECT to_char(__time, 'YYYY-MM-DD') FROM druid."`+name+`" ORDER BY 1`))
			var partitions []string
			rows, err := s.Pool().Query(t.Context(), `SELECT start_ms, end_ms FROM ogham.partition WHERE datasource = $1 AND attached ORDER BY start_ms`, name)
			require.NoError(t, err)
			defer rows.Close()
			for rows.Next() {
				var r store.Range
				require.NoError(t, rows.Scan(&r.Start, &r.End))
				partitions = append(partitions, shortRange(r))
			}
			require.NoError(t, rows.Err())
			require.Equal(t, strings.Fields(c.partitions), partitions)
		})
	}
}

func (st step) run(t *testing.T, s *store.Store, name string) {
	t.Helper()
	g, err := druidtime.ParseGranularity(st.granularity)
	require.NoError(t, err)
	var rows []row
	for day := range strings.FieldsSeq(st.rows) {
		rows = append(rows, at(day+"T00:00:00Z"))
	}
	in := insert(name, columns(), rows...)
	in.Granularity = st.granularity
	in.Bucket = func(ms int64) store.Range { b := g.Bucket(ms); return store.Range{Start: b.StartMs, End: b.EndMs} }
	if st.where != "" {
		in.Replace = true
		if from, to, ok := strings.Cut(st.where, "/"); ok {
			in.Overwrite = []store.Range{{Start: day(t, from).Start, End: day(t, to).Start}}
		}
	}
	in.stage(t, s)
	_, err = s.Publish(t.Context(), in.Publication)
	if st.want == "" {
		require.NoError(t, err)
		return
	}
	var refused *store.AllocateError
	require.ErrorAs(t, err, &refused)
	got := shortRange(refused.Interval)
	if refused.Allocated != nil {
		got += " in " + shortRange(*refused.Allocated)
	}
	require.Equal(t, st.want, got)
}

// shortRange prints a range without what is zero of its bounds.
func shortRange(r store.Range) string {
	if r == store.Eternity {
		return "ALL"
	}
	start, end := r.ISO()
	short := func(iso string) string {
		return strings.TrimSuffix(strings.TrimSuffix(iso, ":00:00.000Z"), "T00")
	}
	return short(start) + "/" + short(end)
}
