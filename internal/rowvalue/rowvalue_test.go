package rowvalue_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"ogham/internal/rowvalue"
)

func TestAppendDoublePrintsAsJavaDoes(t *testing.T) {
	t.Parallel()
	cases := map[string]float64{
		"0.0": 0, "-0.0": math.Copysign(0, -1), "1.0": 1, "-2.25": -2.25, "0.001": 0.001, "9.99E-4": 0.000999,
		"9999999.0": 9999999, "1.0E7": 1e7, "1.2345678E7": 12345678, "1.0E20": 1e20, "1.5E-7": 1.5e-7,
		"0.3333333333333333": 1.0 / 3, "4.9E-324": 5e-324, "1.7976931348623157E308": math.MaxFloat64,
		"NaN": math.NaN(), "Infinity": math.Inf(1), "-Infinity": math.Inf(-1),
	}
	for want, f := range cases {
		require.Equal(t, want, string(rowvalue.AppendDouble(nil, f)))
	}
}
