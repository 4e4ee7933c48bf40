package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.v1.Access;
import walras.v1.Attached;
import walras.v1.SessionConfig;
import walras.v1.Turn;

/** A data directory that is copied file by file while a server writes it. */
final class BackupTest {
    private static final int STEPS_BEFORE = 50;

    @TempDir
    private Path folder = Path.of("");

    private static RunningServer serve(Path data) throws IOException {
        return new RunningServer(settings -> settings.dataDir(data).drainTime(Duration.ZERO));
    }

    /** As cp -r does, one file after another; a log that was exchanged meanwhile is copied by its new name. */
    private static void copy(Path from, Path to) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.walk(from)) {
            found = files.toList();
        }
        for (Path file : found) {
            Path target = to.resolve(from.relativize(file));
            try {
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.write(target, Files.readAllBytes(file));
                }
            } catch (NoSuchFileException exchanged) {
                assertTrue(Files.notExists(file), file.toString());
            }
        }
    }

    // Guards backups: a server on the copy has the session, at a turn that was answered while the copy was made, with
    // its bytes.
    @Test
    void copy_ofARunningDirectory_isOneOfAMomentThatWas() throws Exception {
        Path data = folder.resolve("data");
        Path copy = folder.resolve("copy");
        Attached attached;
        AtomicLong answered = new AtomicLong();
        List<Turn> turns = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (RunningServer running = serve(data)) {
            PlayClient client = new PlayClient(running.channel());
            attached = client.create(SessionConfig.newBuilder()
                    .setEnvironment("counter-v0")
                    .setNumEnvs(3)
                    .build());
            turns.add(client.reset(7));
            byte[] ones = Frames.filled(attached.getSession().getSeats(0).getActionLayout(), 1);
            AtomicBoolean over = new AtomicBoolean();
            Thread player = new Thread(() -> {
                for (long step = 1; !over.get(); step++) {
                    client.act(step, 0, ones);
                    turns.add(client.turn());
                    answered.set(step);
                }
            });
            player.start();
            RunningServer.await("some steps", () -> answered.get() >= STEPS_BEFORE);
            long first = answered.get();
            copy(data, copy);
            over.set(true);
            player.join();
            assertRestored(copy, attached, turns, first, answered.get());
        }
    }

    private static void assertRestored(Path copy, Attached attached, List<Turn> turns, long first, long last) {
        try (RunningServer restored = serve(copy)) {
            PlayClient again = new PlayClient(restored.channel());
            Attached there = again.attach(Access.newBuilder()
                    .setSessionId(attached.getSession().getId())
                    .addTickets(attached.getTickets(0).getTicket())
                    .build());
            long step = there.getSession().getLastSteps(0);
            assertTrue(step >= first && step <= last, first + " <= " + step + " <= " + last);
            assertEquals(turns.get((int) step), again.turn());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
