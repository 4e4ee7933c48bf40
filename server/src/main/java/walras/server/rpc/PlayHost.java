package walras.server.rpc;

import walras.env.Registry;
import walras.server.metrics.ServerMetrics;
import walras.server.session.Sessions;
import walras.server.session.work.Workers;

/** What every play of a server stands on. */
record PlayHost(Registry registry, Sessions sessions, Workers workers, Failures failures, ServerMetrics metrics) {}
