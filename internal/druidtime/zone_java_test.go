package druidtime_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/druidtime"
)

func TestJavaZones(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"PST": "America/Los_Angeles", "IST": "Asia/Kolkata", "GMT+2": "+02:00", "GMT-0530": "-05:30", "GMT+10:30": "+10:30", "GMT+0": "UTC", "GMT": "UTC",
		"GMT+2x": "UTC", "GMTx": "UTC",
	} {
		require.Equal(t, want, druidtime.Zone(name).String(), name)
	}
}
