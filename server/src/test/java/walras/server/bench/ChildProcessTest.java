package walras.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ChildProcessTest {
    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    @Test
    void run_wordsBeforeTheAnswer_areRemarks() throws Exception {
        ChildProcess.Printed printed =
                ChildProcess.run("child", shell("echo warning; echo '{}'; echo hm >&2"), () -> {});
        assertEquals("{}", printed.answer());
        assertEquals("warning\nhm\n", printed.remarks());
    }

    // Guards against a bare exit code: who failed, and why.
    @Test
    void run_failure_namesTheChildAndShowsItsErrors() {
        IOException thrown = assertThrows(
                IOException.class,
                () -> ChildProcess.run("bench wire", shell("echo no such thing >&2; exit 3"), () -> {}));
        assertEquals("bench wire: its process ended with 3\nno such thing", thrown.getMessage());
    }

    // Guards against pipes that nobody empties: more than a pipe holds, on both.
    @Test
    void run_muchOutput_isReadWhileItRuns() throws Exception {
        String script = "i=0; while [ $i -lt 4000 ]; do echo 0123456789012345678901234567890123456789;"
                + " echo 0123456789012345678901234567890123456789 >&2; i=$((i+1)); done";
        ChildProcess.Printed printed = ChildProcess.run("child", shell(script), () -> {});
        assertEquals(4000 * 41, printed.out().length());
        assertEquals(4000 * 41, printed.err().length());
    }

    // Guards against children that outlive an interrupted benchmark, and their own children.
    @Test
    void run_interrupted_endsTheChildAndItsChildren() throws Exception {
        List<ProcessHandle> seen = new ArrayList<>();
        Thread here = Thread.currentThread();
        assertThrows(
                InterruptedException.class,
                () -> ChildProcess.run("child", shell("sleep 100 & wait"), () -> {
                    List<ProcessHandle> family =
                            ProcessHandle.current().descendants().toList();
                    if (family.size() >= 2) {
                        seen.addAll(family);
                        here.interrupt();
                    }
                }));
        assertTrue(seen.size() >= 2);
        for (ProcessHandle each : seen) {
            assertFalse(each.onExit().get(10, TimeUnit.SECONDS).isAlive());
        }
    }
}
