package walras.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/** TLS whose certificate can be replaced: connections that are made from then on have the new one, others keep theirs. */
final class LiveSslContext extends SslContext {
    private volatile SslContext present;

    LiveSslContext(SslContext first) {
        present = first;
    }

    void replace(SslContext other) {
        present = other;
    }

    @Override
    public boolean isClient() {
        return present.isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return present.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // the class that is extended has it so
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return present.applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return present.newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
        return present.newEngine(allocator, peerHost, peerPort);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return present.sessionContext();
    }
}
