package walras.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CONTRIBUTING.md: how long a file of main code may be. */
final class FileLengthTest {
    private static final int MOST_LINES = 300;
    private static final int MOST_LINES_OF_CLIENT = 1500;
    private static final int MOST_LINES_OF_COUNTER = 150;
    private static final Pattern IMPORTS =
            Pattern.compile("(?m)^(import (\\([^)]*\\)|[^;(]*;|\".*\")|(pub )?use [^;]*;)");
    private static final Pattern TESTS_OF_RUST =
            Pattern.compile("(?ms)^#\\[cfg\\(test\\)\\].*"); // they end their files
    private static final Pattern NO_CODE = Pattern.compile("\\s*(//.*|/?\\*.*)?");

    @Test
    void files_ofMainCode_areShort() throws IOException {
        Path root = Path.of(System.getProperty("user.dir")).resolve("..").normalize();
        Map<String, Integer> tooLong = new TreeMap<>();
        int files = 0;
        for (Path sources : sources(root)) {
            try (Stream<Path> walk = Files.walk(sources)) {
                for (Path file :
                        walk.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = root.relativize(file).toString().replace('\\', '/');
                    int lines = Files.readAllLines(file).size();
                    files++;
                    if (lines > MOST_LINES) {
                        tooLong.put(name, lines);
                    }
                }
            }
        }
        assertTrue(files > 500, files + " files found under " + root);
        assertEquals(Map.of(), tooLong, "files of more than " + MOST_LINES + " lines");
    }

    /** A client is small enough to be read: blank lines, comments and imports apart. */
    @ParameterizedTest
    @CsvSource({
        "clients/go, [a-z]+(?<!_test)[.]go",
        "clients/typescript/src, [a-z]+[.]ts",
        "clients/java/src/main/java/walras/client, [A-Za-z]+[.]java",
        "clients/rust/src, [a-z]+[.]rs"
    })
    void client_isSmall(String folder, String names) throws IOException {
        int lines = linesOfCode(folder, names);
        assertTrue(lines > 500 && lines <= MOST_LINES_OF_CLIENT, lines + " lines of code in " + folder);
    }

    /** The environment that authors read first stays one that is read in a sitting. */
    @Test
    void counter_isSmall() throws IOException {
        int lines =
                linesOfCode("envs/src/main/java/walras/env/counter", "Counter(Environment|Economy|Dynamics)[.]java");
        assertTrue(lines > 100 && lines <= MOST_LINES_OF_COUNTER, lines + " lines of code");
    }

    private static int linesOfCode(String folder, String names) throws IOException {
        int lines = 0;
        Path root = Path.of(System.getProperty("user.dir")).resolve("..").normalize();
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches(names))
                    .toList()) {
                String code = TESTS_OF_RUST.matcher(Files.readString(file)).replaceAll("");
                String text = IMPORTS.matcher(code).replaceAll("");
                lines += (int) text.lines()
                        .filter(line -> !NO_CODE.matcher(line).matches())
                        .count();
            }
        }
        return lines;
    }

    /** {@code src/main/java} of every module. */
    private static List<Path> sources(Path root) throws IOException {
        List<Path> modules = new ArrayList<>(List.of(root.resolve("clients/java")));
        try (Stream<Path> folders = Files.list(root)) {
            modules.addAll(folders.toList());
        }
        return modules.stream()
                .map(module -> module.resolve("src/main/java"))
                .filter(Files::isDirectory)
                .toList();
    }
}
