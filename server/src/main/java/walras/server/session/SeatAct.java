package walras.server.session;

import java.nio.ByteBuffer;

/** One seat's actions as they came; the bytes are the caller's again when the call returns. */
public record SeatAct(int seat, ByteBuffer frame) {}
