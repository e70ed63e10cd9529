package plan

import "strconv"

// OutName is the Postgres name of output column i of any query.
func OutName(i int) string { return "c" + strconv.Itoa(i) }
