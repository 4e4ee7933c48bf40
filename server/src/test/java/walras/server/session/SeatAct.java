package walras.server.session;

import java.nio.ByteBuffer;

/** One seat's actions, as tests write them. */
record SeatAct(int seat, ByteBuffer frame) {}
