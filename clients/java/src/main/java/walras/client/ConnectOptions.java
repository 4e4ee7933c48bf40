package walras.client;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How to connect. */
public final class ConnectOptions {
    private static final int LONGEST_ANSWER_BEFORE_LIMITS = 4 << 20; // bytes
    /** What the server may send unread. One that gRPC finds out by itself costs a ping for every message. */
    private static final int WINDOW_BYTES = 4 << 20;

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private @Nullable String token;
    private @Nullable ChannelCredentials tls;
    Duration timeout = Duration.ofSeconds(30);
    Duration reconnect = Duration.ofSeconds(10);

    /** Sends a bearer token with every call. */
    public ConnectOptions token(String bearer) {
        token = bearer;
        return this;
    }

    /**
     * Speaks TLS with these certificates, as {@link TlsChannelCredentials} makes them. Without it, and without a
     * {@code grpc://} or {@code grpcs://}, a server on this machine is spoken to in plaintext, and any other with TLS and the
     * system's certificates.
     */
    public ConnectOptions tls(ChannelCredentials credentials) {
        tls = credentials;
        return this;
    }

    /** How long the server may take to answer a call and to give seats; 30 seconds by default. A step waits for its seats. */
    public ConnectOptions timeout(Duration longest) {
        timeout = longest;
        return this;
    }

    /** For how long to try to take up a broken connection; 10 seconds by default, zero for not at all. */
    public ConnectOptions reconnect(Duration patience) {
        reconnect = patience;
        return this;
    }

    boolean secure(Address to) {
        return tls != null || to.tls().orElse(!to.local());
    }

    /** A channel for long streams of large messages. */
    ManagedChannel channel(Address to) {
        ChannelCredentials credentials = tls != null ? tls : TlsChannelCredentials.create();
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(
                        to.target(), secure(to) ? credentials : InsecureChannelCredentials.create())
                .directExecutor() // what arrives is only put into a queue
                .maxInboundMessageSize(LONGEST_ANSWER_BEFORE_LIMITS)
                // A machine that is gone says nothing: ask, and break the streams that wait for it.
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS);
        if (builder instanceof NettyChannelBuilder netty) {
            netty.flowControlWindow(WINDOW_BYTES);
        }
        if (to.local()) {
            builder.proxyDetector(address -> null);
        }
        if (token != null) {
            Metadata headers = new Metadata();
            headers.put(AUTHORIZATION, "Bearer " + token);
            builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
        }
        return builder.build();
    }
}
