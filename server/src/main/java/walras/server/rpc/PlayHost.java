package walras.server.rpc;

import walras.env.Registry;
import walras.server.metrics.ServerMetrics;
import walras.server.session.Sessions;
import walras.server.session.work.Limits;
import walras.server.session.work.Workers;

/** What every play of a server stands on. */
record PlayHost(
        Registry registry,
        Limits limits,
        Sessions sessions,
        Workers workers,
        Failures failures,
        ServerMetrics metrics) {}
