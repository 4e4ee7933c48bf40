package walras.server.http;

/** An answer that is written piece by piece, from any thread, one after the other. A client that has gone is no fault. */
public interface HttpStream {
    /** True if the client keeps up; whoever sends otherwise fills memory. */
    boolean ready();

    /** Called, on an event loop, whenever the stream may have become ready. */
    void onReady(Runnable again);

    /** Hands bytes on; they are the stream's from now on. */
    void send(byte[] bytes);

    /** The answer is complete. */
    void end();

    /** The answer ends before it is complete, and the client can tell. */
    void abort();
}
