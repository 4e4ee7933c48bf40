package walras.server.metrics;

/** Every meter of the server: its name, unit and meaning. */
enum MeterName {
    SESSIONS_OPEN("walras.sessions.open", "", "Open sessions"),
    SESSIONS_CREATED("walras.sessions.created", "", "Sessions made since the start"),
    SEATS_ATTACHED("walras.seats.attached", "", "Seats that a stream holds"),
    STREAMS_OPEN("walras.streams.open", "", "Open play streams"),
    CALLS_OPEN("walras.calls.open", "", "Calls that have begun and not ended, streams included"),
    INBOUND_BYTES("walras.inbound.bytes", "", "Bytes of messages that arrive, or that calls hold"),
    STEPS("walras.steps", "", "Steps of shards"),
    ROWS_STEPPED("walras.rows.stepped", "", "Steps of rows: those of shards times their rows"),
    STEP_TIME("walras.step.time", "seconds", "Time that a step of a shard takes, frames included"),
    STEP_WAIT(
            "walras.step.wait",
            "seconds",
            "Time that a step waits: for its last seat, from the first one's action on, or for a worker"),
    CALL_TIME("walras.call.time", "seconds", "Time of a call that is no play, from its headers to its end, by method"),
    LIMIT("walras.limit", "", "A limit of the server"),
    LIMIT_USED("walras.limit.used", "", "How much of it is used"),
    WORKERS_BUSY("walras.workers.busy", "", "Threads that work, by what for"),
    WORKERS_QUEUED("walras.workers.queued", "", "Pieces of work that wait for a thread, by what for"),
    LOG_SYNC("walras.log.sync", "", "Time that bringing logs to the disk takes"),
    DRAINING("walras.draining", "", "1 while the server drains"),
    DATA_FREE("walras.data.free", "bytes", "Room on the disk of the data directory"),
    CERTIFICATE_END(
            "walras.certificate.not.after.timestamp", "seconds", "When the server's certificate ends, since 1970"),
    BUILD_INFO("walras.build.info", "", "1, with the version of the server and of Java"),
    LAPSES("walras.lapses", "", "Deadlines that seats missed"),
    ERRORS("walras.errors", "", "Refused or failed messages and calls, by reason"),
    INCIDENTS("walras.incidents", "", "Failures of the server itself");

    private final String id;
    private final String unit;
    private final String description;

    MeterName(String id, String unit, String description) {
        this.id = id;
        this.unit = unit;
        this.description = description;
    }

    /** The name, in Micrometer's form. */
    String id() {
        return id;
    }

    /** The base unit, or "". */
    String unit() {
        return unit;
    }

    String description() {
        return description;
    }
}
