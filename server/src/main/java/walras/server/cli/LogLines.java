package walras.server.cli;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Logger;

/** How the log is written where the user has not said otherwise. */
final class LogLines {
    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    /** gRPC's logs of what callers do wrong; held, since loggers that nobody holds forget what they were told. */
    private static final List<Logger> OF_CALLERS = List.of(
            Logger.getLogger("io.grpc.netty.NettyServerTransport.connections"),
            Logger.getLogger("io.grpc.netty.NettyServerStream"));

    private LogLines() {}

    /** One line for each record: time with zone, level, message, and the stack trace where there is one. */
    static void begin() {
        if (System.getProperty(FORMAT) == null) {
            System.setProperty(FORMAT, "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
        }
        OF_CALLERS.forEach(logger -> logger.setFilter(new CallerFaults()));
    }

    /** From now on a line of JSON for each. */
    static void json() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFormatter(new JsonLines());
        }
    }
}
