package walras.server.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void plain_longWork_linesEveryTenSeconds() {
        try (ProgressLine line = new ProgressLine("work", out, false, nanos::get)) {
            for (int second = 0; second <= 25; second++) {
                nanos.set(second * 1_000_000_000L);
                line.update(second, 100, "at " + second);
            }
        }
        String shown = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(3, shown.lines().count(), shown);
        assertTrue(shown.startsWith("work 1%, 99 s left, at 1"), shown);
    }

    @Test
    void shortWork_showsNothing() {
        try (ProgressLine line = new ProgressLine("work", out, true, nanos::get)) {
            line.update(1, 2, "");
            nanos.set(900_000_000L);
            line.update(2, 2, "");
        }
        assertEquals("", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void terminal_longWork_drawsABarAndClearsIt() {
        try (ProgressLine line = new ProgressLine("work", out, true, nanos::get)) {
            nanos.set(2_000_000_000L);
            line.update(1, 2, "");
        }
        String shown = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("[###############...............] work 50%"), shown);
        assertTrue(shown.endsWith("\r\033[K"), shown);
    }
}
