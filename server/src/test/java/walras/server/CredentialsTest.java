package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.server.caller.AccessList;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.GetServerInfoRequest;
import walras.v1.Seat;
import walras.v1.SessionConfig;

/** Certificates, keys and tokens that are replaced while somebody plays. */
final class CredentialsTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<ManagedChannel> channels = new ArrayList<>();
    private TestCertificate first = new TestCertificate(folder, folder);
    private TestCertificate second = first;
    private TestCertificate shown = first;
    private Path token = folder;

    @BeforeEach
    void makeFiles() throws Exception {
        first = TestCertificate.make(folder, "first");
        second = TestCertificate.make(folder, "second", "-keyalg", "RSA", "-keysize", "2048");
        shown = new TestCertificate(folder.resolve("shown.crt"), folder.resolve("shown.key"));
        token = Files.writeString(folder.resolve("token"), "# of the first week\nalpha\n");
        show(first);
    }

    @AfterEach
    void closeChannels() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    private void show(TestCertificate certificate) throws IOException {
        Files.copy(certificate.certificate(), shown.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificate.key(), shown.key(), StandardCopyOption.REPLACE_EXISTING);
    }

    private RunningServer server() throws IOException {
        return new RunningServer(settings -> settings.tls(shown.tls(false)).tokenFile(token));
    }

    private Channel channel(RunningServer running, TestCertificate trusted, String bearer) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", running.server().port())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(trusted.certificate().toFile())
                        .build())
                .build();
        channels.add(channel);
        return ClientInterceptors.intercept(channel, new Bearer(bearer));
    }

    private boolean letsIn(RunningServer running, TestCertificate trusted, String bearer) throws IOException {
        try {
            CatalogServiceGrpc.newBlockingStub(channel(running, trusted, bearer))
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .getServerInfo(GetServerInfoRequest.getDefaultInstance());
            return true;
        } catch (StatusRuntimeException refused) {
            return false;
        }
    }

    /** Shows a token with every call. */
    private record Bearer(String token) implements ClientInterceptor {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    headers.put(AUTHORIZATION, "Bearer " + token);
                    super.start(listener, headers);
                }
            };
        }
    }

    // Guards a rotation: who comes new meets the new certificate and token, and who plays does not notice.
    @Test
    void reload_underAPlayingStream_disturbsNobody() throws IOException {
        try (RunningServer running = server()) {
            PlayClient player = new PlayClient(channel(running, first, "alpha"));
            Attached attached = player.create(
                    SessionConfig.newBuilder().setEnvironment("counter-v0").build());
            player.reset(1);
            step(player, attached, 1);

            show(second);
            Files.writeString(token, "beta\n");
            running.server().reload();

            step(player, attached, 2);
            assertTrue(letsIn(running, second, "beta"));
            assertFalse(letsIn(running, second, "alpha"), "the old token");
            assertFalse(letsIn(running, first, "beta"), "the old certificate");
            step(player, attached, 3);
            player.leave(true);
            assertTrue(player.end().isOk());
        }
    }

    private static void step(PlayClient player, Attached attached, int step) {
        Seat seat = attached.getSession().getSeats(0);
        player.act(step, 0, Frames.filled(seat.getActionLayout(), 1));
        assertEquals(step, player.turn().getStep());
    }

    // Guards that new files count as a whole: one that is wrong leaves certificate and token as they were.
    @Test
    void reload_wrongFiles_leavesTheOldOnes() throws IOException {
        try (RunningServer running = server()) {
            Files.writeString(token, "beta\n");
            Files.copy(second.key(), shown.key(), StandardCopyOption.REPLACE_EXISTING);
            running.server().reload();
            assertTrue(letsIn(running, first, "alpha"), "a key of another certificate");

            show(second);
            Files.writeString(token, "# nobody\n");
            running.server().reload();
            assertTrue(letsIn(running, first, "alpha"), "an empty token");

            Files.delete(shown.certificate());
            running.server().reload();
            assertTrue(letsIn(running, first, "alpha"), "no certificate");

            show(second);
            Files.writeString(token, "gamma\n");
            running.server().reload();
            assertTrue(letsIn(running, second, "gamma"));
        }
    }

    // Guards volumes whose files are links that are pointed elsewhere: the change is seen, and taken when it has
    // settled.
    @Test
    void watch_linkPointedElsewhere_isTaken() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectory(folder.resolve("one"));
        Files.createDirectory(folder.resolve("two"));
        Files.writeString(folder.resolve("one/token"), "alpha");
        Files.writeString(folder.resolve("two/token"), "beta");
        Files.createSymbolicLink(data, Path.of("one"));
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), Path.of("data/token"));
        Credentials credentials =
                new Credentials(ServerConfig.builder().tokenFile(linked).build());
        Reload reload = new Reload(credentials, Optional.empty(), config -> {});
        try (FileWatch watch = new FileWatch(reload.files(), reload)) {
            watch.look();
            watch.look();
            point(data, Path.of("two"));
            watch.look();
            AccessList asked = Objects.requireNonNull(credentials.callers());
            asked.find("Bearer alpha", null);
            watch.look();
            asked.find("Bearer beta", null);
        }
    }

    private void point(Path link, Path target) throws IOException {
        Files.move(Files.createSymbolicLink(folder.resolve("next"), target), link, StandardCopyOption.ATOMIC_MOVE);
    }

    // Guards the thread that looks: a file without an end in the place of the token must not be its end.
    @Test
    void watch_fileWithoutAnEnd_leavesTheTokenAndGoesOn() throws IOException {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.isReadable(endless));
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), token);
        Credentials credentials =
                new Credentials(ServerConfig.builder().tokenFile(linked).build());
        AccessList asked = Objects.requireNonNull(credentials.callers());
        Reload reload = new Reload(credentials, Optional.empty(), config -> {});
        try (FileWatch watch = new FileWatch(reload.files(), reload)) {
            watch.look();
            point(linked, endless);
            watch.look();
            watch.look();
            asked.find("Bearer alpha", null);
            point(linked, Files.writeString(folder.resolve("beta"), "beta"));
            watch.look();
            watch.look();
            asked.find("Bearer beta", null);
        }
    }

    // Guards that a server looks at its files by itself.
    @Test
    void watch_ofARunningServer_takesANewToken() throws IOException {
        try (RunningServer running = server()) {
            Files.writeString(token, "beta");
            RunningServer.await("the new token", () -> {
                try {
                    return letsIn(running, first, "beta");
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }

    // Guards that no start takes what nobody can use: each is named, with its flag and its file.
    @Test
    void read_wrongFiles_areNamed() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "no PEM");
        Path old = Files.writeString(
                folder.resolve("old.key"), "-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----\n");
        Path torn = Files.writeString(
                folder.resolve("torn.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        TestCertificate edwards = TestCertificate.make(folder, "edwards", "-keyalg", "Ed25519");
        assertRefused("--tls-cert " + text + ": ", text, first.key());
        assertRefused("--tls-key " + text + ": ", first.certificate(), text);
        assertRefused("got BEGIN RSA PRIVATE KEY", first.certificate(), old);
        assertRefused("one that is damaged", torn, first.key());
        assertRefused("--tls-cert " + first.key() + ": ", first.key(), first.key());
        for (TestCertificate one : List.of(first, second, edwards)) {
            TlsFiles.read(one.tls(false));
            for (TestCertificate other : List.of(first, second, edwards)) {
                if (!other.equals(one)) {
                    assertRefused("the key does not belong to", one.certificate(), other.key());
                }
            }
        }
    }

    // Guards operators whose certificate has run out: it is served, since clients may know better, and the log says it.
    @Test
    void read_expiredCertificate_warns() throws Exception {
        TestCertificate old =
                TestCertificate.make(folder, "old", "-keyalg", "EC", "-startdate", "-10d", "-validity", "1");
        List<LogRecord> records = new ArrayList<>();
        Handler handler = new RecordsIn(records);
        Logger logger = Logger.getLogger("walras.server");
        logger.addHandler(handler);
        try {
            TlsFiles.read(first.tls(false));
            assertEquals(List.of(), records);
            TlsFiles.read(old.tls(false));
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, records.size());
        assertEquals(Level.WARNING, records.get(0).getLevel());
        assertTrue(
                records.get(0).getMessage().contains("expired on"),
                records.get(0).getMessage());
    }

    private static final class RecordsIn extends Handler {
        private final List<LogRecord> records;

        RecordsIn(List<LogRecord> records) {
            this.records = records;
        }

        @Override
        public void publish(LogRecord logged) {
            records.add(logged);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static void assertRefused(String expected, Path certificate, Path key) {
        IOException refused =
                assertThrows(IOException.class, () -> TlsFiles.read(new TestCertificate(certificate, key).tls(false)));
        assertTrue(String.valueOf(refused.getMessage()).contains(expected), refused.getMessage());
    }

    @Test
    void token_filesWithoutOne_areRefused() throws IOException {
        for (String content : List.of("", "\n \n", "# alpha\n", "alpha\nbeta\n", "k\u00f6nig")) {
            Path file = Files.writeString(folder.resolve("refused"), content);
            IOException refused = assertThrows(IOException.class, () -> TokenText.read(file), content);
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("expected one token in one line"),
                    refused.getMessage());
        }
        assertTrue(TokenText.read(token).matches("alpha"));
    }

    // Guards the memory of a server that is given a device or a pipe, which has no end.
    @Test
    void files_withoutAnEnd_areRefused() {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.isReadable(endless));
        IOException token = assertThrows(
                IOException.class,
                () -> new Credentials(ServerConfig.builder().tokenFile(endless).build()));
        assertTrue(String.valueOf(token.getMessage()).contains("more than 64 KiB"), token.getMessage());
        IOException tls = assertThrows(
                IOException.class,
                () -> new Credentials(ServerConfig.builder()
                        .tls(new TestCertificate(endless, first.key()).tls(false))
                        .build()));
        assertTrue(String.valueOf(tls.getMessage()).contains("more than 1 MiB"), tls.getMessage());
    }
}
