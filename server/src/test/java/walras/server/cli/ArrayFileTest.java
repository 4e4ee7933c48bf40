package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options from files: a table, a NumPy array and JSON give the same answer, and what is wrong in one is named by file and cell. */
final class ArrayFileTest {
    private static final String FOLLOWER = "follower_payoff=[[1,2],[3,4]]";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void option_fromTableArrayOrJson_isTheSame() throws IOException {
        String typed = solve("leader_payoff=[[5,2],[1,4]]").out();
        assertEquals(
                typed,
                solve("leader_payoff=@" + text("a.csv", "left,right\n5,2\r\n# half\n1,4\n"))
                        .out());
        assertEquals(
                typed,
                solve("leader_payoff=@" + text("a.json", "[[5, 2], [1, 4]]")).out());
        assertEquals(
                typed, solve("leader_payoff=@" + npy("<f8", false, 5, 2, 1, 4)).out());
        assertEquals(
                typed, solve("leader_payoff=@" + npy(">f8", true, 5, 1, 2, 4)).out());
    }

    @Test
    void option_fromBrokenFile_namesFileAndCell() throws IOException {
        refused(text("b.csv", "1,2\n3,x\n"), "b.csv: line 2, cell 2: expected a finite number, got \"x\"");
        refused(text("b.csv", "1,2\n3\n"), "b.csv: line 2: expected 2 cells");
        refused(text("b.csv", "1,2\n3,nan\n"), "b.csv: line 2, cell 2: expected a finite number");
        refused(text("b.csv", "\n"), "b.csv: expected at least one line of numbers");
        refused(text("b.json", "[[1,"), "b.json: expected JSON");
        refused(text("b.npy", "nothing"), "b.npy: expected NumPy's .npy file");
        refused(npy("<f8", false, 1, 2, Double.NaN, 4), "a.npy: element [1, 0]: expected a finite number");
        refused(npy("<f8", false, 1, 2, 3), "a.npy: expected 4 elements of 8 bytes");
        refused(folder.resolve("none.csv"), "expected a readable file");
    }

    @Test
    void run_withCsv_writesALineForEachEpisodeAndRow() throws IOException {
        Path file = folder.resolve("deep/e.csv");
        CommandRun run = CommandRun.of(
                "run", "counter-v0", "--num-envs", "2", "--episodes", "3", "--seed", "1", "--csv", file.toString());
        assertEquals(0, run.exit(), run.err());
        List<String> lines = Files.readAllLines(file);
        assertTrue(lines.get(0).startsWith("row,episode,length,return_"), lines.get(0));
        assertEquals(4, lines.size());
        assertTrue(lines.get(3).startsWith("0,1,") || lines.get(2).startsWith("0,1,"), lines.toString());
    }

    @Test
    void sweep_withTable_writesLatex() throws IOException {
        Path file = folder.resolve("t.tex");
        CommandRun run = CommandRun.of(
                "run",
                "auction/chain-v0",
                "--sweep",
                "discount=0.5,0.7",
                "--num-envs",
                "4",
                "--table",
                file.toString());
        assertEquals(0, run.exit(), run.err());
        String text = Files.readString(file);
        assertTrue(text.contains("discount & episodes & return\\_bidders"), text);
        assertTrue(text.contains("0.7 & $4$"), text);
        assertEquals(
                2,
                CommandRun.of("run", "counter-v0", "--table", file.toString()).exit());
    }

    private void refused(Path file, String words) {
        CommandRun run = solve("leader_payoff=@" + file);
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.err().contains(words), run.err());
    }

    private static CommandRun solve(String option) {
        return CommandRun.of("solve", "stackelberg/matrix-v0", "-o", option, "-o", FOLLOWER, "--json");
    }

    private Path text(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path npy(String type, boolean fortran, double... values) throws IOException {
        String head =
                "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': (2, 2), }\n";
        ByteBuffer bytes = ByteBuffer.allocate(10 + head.length() + 8 * values.length);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        bytes.order(ByteOrder.LITTLE_ENDIAN).putShort((short) head.length());
        bytes.put(head.getBytes(StandardCharsets.US_ASCII));
        bytes.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return Files.write(folder.resolve("a.npy"), bytes.array());
    }
}
