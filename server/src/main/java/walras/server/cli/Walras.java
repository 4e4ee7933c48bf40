package walras.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import walras.env.Nearest;
import walras.env.Problem;
import walras.server.FileFaults;
import walras.server.config.ConfigException;

/** Entry point of the command line. */
@Command(
        name = "walras",
        description = "An environment server for economics and multi-agent learning.",
        mixinStandardHelpOptions = true,
        version = "walras 0.1.0",
        subcommands = {
            EnvsCommand.class,
            DescribeCommand.class,
            SolveCommand.class,
            EvaluateCommand.class,
            RunCommand.class,
            ExperimentCommand.class,
            BenchCommand.class,
            ServeCommand.class,
            ServeLocalCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            TokenCommand.class,
            DocsCommand.class,
            NewCommand.class,
            ReplayCommand.class,
            ConformanceCommand.class
        })
public final class Walras implements Runnable {
    private static final int GOOD = 0;
    private static final int FAILED = 1;
    private static final int WRONG_WORDS = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create(); // picocli puts the real one here

    private Walras() {}

    public static void main(String[] arguments) {
        LogLines.begin();
        System.exit(commandLine().execute(arguments));
    }

    /**
     * The command line of this program with other words, for a process of its own: the same JVM, flags and class path.
     *
     * @param flags of the JVM, unless this one's say otherwise
     */
    static List<String> again(List<String> flags, List<String> words) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(flags);
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Walras.class.getName()));
        line.addAll(words);
        return line;
    }

    /** All commands, with their error messages and exit codes. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Walras());
        ServiceLoader.load(CommandProvider.class).forEach(provider -> line.addSubcommand(provider.command()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown, command));
        line.setParameterExceptionHandler((thrown, words) -> wrongWords(thrown));
        return line;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** INVALID and NOT_FOUND speak of what the caller wrote; everything else is a failure of the work. */
    private static int failed(Exception thrown, CommandLine command) {
        if (thrown instanceof Problem problem) {
            command.getErr().println("walras: " + problem.getMessage());
            return switch (problem.kind()) {
                case NOT_FOUND, INVALID -> WRONG_WORDS;
                default -> FAILED;
            };
        }
        if (thrown instanceof ConfigException wrong) {
            wrong.faults().forEach(fault -> command.getErr().println("walras: " + fault));
            return WRONG_WORDS;
        }
        if (thrown instanceof IOException outside) {
            return refused(outside, command);
        }
        if (thrown instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
            return refused(wrapped.getCause(), command);
        }
        command.getErr().println("walras: " + command.getCommandName() + " failed");
        thrown.printStackTrace(command.getErr());
        return FAILED;
    }

    /** The machine did not do what was asked of it. */
    private static int refused(IOException thrown, CommandLine command) {
        command.getErr().println("walras: " + command.getCommandName() + ": " + FileFaults.line(thrown));
        return FAILED;
    }

    private static int wrongWords(ParameterException thrown) {
        CommandLine command = thrown.getCommandLine();
        command.getErr().println("walras: " + message(thrown, command));
        command.getErr().println("usage: ./" + command.getCommandSpec().qualifiedName() + " --help");
        return WRONG_WORDS;
    }

    private static String message(ParameterException thrown, CommandLine command) {
        if (thrown instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            boolean isCommand = !command.getSubcommands().isEmpty() && !word.startsWith("-");
            return Nearest.unknown(
                            isCommand ? "command" : "option", word, isCommand ? commands(command) : flags(command))
                    .getMessage();
        }
        return String.valueOf(thrown.getMessage());
    }

    /** Commands of this program, and those that the launcher runs itself. */
    private static List<String> commands(CommandLine command) {
        List<String> names = new ArrayList<>(command.getSubcommands().keySet());
        if (command.getParent() == null) {
            names.addAll(List.of("test", "demo", "package"));
        }
        return names;
    }

    private static List<String> flags(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .map(CommandLine.Model.OptionSpec::longestName)
                .toList();
    }

    /** The exit code of a command that did what it was asked. */
    static int good() {
        return GOOD;
    }

    /** The exit code of a command whose answer is no. */
    static int failed() {
        return FAILED;
    }
}
