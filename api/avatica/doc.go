// Package avatica speaks the remote protocol of Apache Calcite's Avatica, through which JDBC drivers
// ask Druid: remote procedure calls as JSON or as protobuf messages over HTTP POST.
//
// A [Service] keeps connections, their statements and the one open result of each statement. The rows
// of a result are read from the database as they are fetched: an open result holds a database
// connection until it is read, closed, expired or its query's timeout is over. All of it lives in one
// process; behind a balancer, clients need sticky connections, as they do with several Druid Brokers.
//
// How queries are run is the [Engine]'s business: the package knows neither SQL translation nor HTTP.
// What answers look like was recorded from Druid 33.
package avatica
