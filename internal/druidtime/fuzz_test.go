package druidtime_test

import (
	"testing"

	"ogham/internal/druidtime"
)

func FuzzParseISO(f *testing.F) {
	for _, s := range []string{"2021-08-15T13:47:29.345+05:30", "2023-W43-7", "-0044-03-15", "2023-302 1", "2021-01-01T-08:30:15"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ms, ok := druidtime.ParseISO(s, nil)
		if !ok {
			return
		}
		if back, ok := druidtime.ParseISO(druidtime.FormatISO(ms), nil); !ok || back != ms {
			t.Fatalf("%q is %d, printed as %s, read as %d %v", s, ms, druidtime.FormatISO(ms), back, ok)
		}
	})
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"P1Y2M3W4DT5H6M7.008S", "PT-0.5S", "p1d", "PT0S"} {
		f.Add(s, int64(1629035249345))
	}
	f.Fuzz(func(t *testing.T, s string, ms int64) {
		p, err := druidtime.ParsePeriod(s)
		if err != nil {
			return
		}
		back, err := druidtime.ParsePeriod(p.String())
		if err != nil || back.String() != p.String() {
			t.Fatalf("%q is printed as %s, read as %s (%v)", s, p, back, err)
		}
		ms %= 1 << 47
		if floor := p.Floor(ms, nil, nil); floor > ms {
			t.Fatalf("floor of %d by %s is %d", ms, p, floor)
		}
	})
}

func FuzzParseInterval(f *testing.F) {
	for _, s := range []string{"2021/P1D", "P1M/2021-08-16", "2021-01-01T00:00Z/2022"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		iv, err := druidtime.ParseInterval(s, nil)
		if err != nil {
			return
		}
		if iv.EndMs < iv.StartMs {
			t.Fatalf("%q ends before it starts", s)
		}
	})
}

func FuzzPattern(f *testing.F) {
	f.Add("yyyy-MM-dd HH:mm:ss", "2021-08-15 13:47:29")
	f.Add("EEEE, MMMM d, yyyy 'at' h a ZZZ", "Thursday, August 5, 2021 at 1 PM UTC")
	f.Add("xx-ww-e K k D", "21-01-2 3 4 5")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		p, err := druidtime.CompilePattern(pattern)
		if err != nil {
			return
		}
		if ms, ok := p.Parse(text, nil, 2026); ok {
			_ = p.Format(ms, nil)
		}
	})
}
