package walras.server.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import walras.env.Problem;
import walras.server.ServerSettings;
import walras.server.SettingTable;
import walras.server.config.Setting;

/** The flags of commands that take a server's settings: one for each, made of their table. */
final class SettingFlags implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
        SettingTable.ALL.stream().filter(Setting::hasFlag).forEach(setting -> command.addOption(option(setting)));
        return command;
    }

    private static OptionSpec option(Setting setting) {
        OptionSpec.Builder option = OptionSpec.builder(setting.flag())
                .description(setting.about() + " Default: " + setting.usualShown() + ".")
                .paramLabel(label(setting));
        if (setting.kind() == Setting.Kind.SWITCH) {
            return option.type(Boolean.class).arity("0").negatable(true).build();
        }
        if (setting.kind() == Setting.Kind.LIST) {
            return option.type(List.class)
                    .auxiliaryTypes(String.class)
                    .arity("1")
                    .splitRegex(Setting.COMMA)
                    .build();
        }
        boolean bare = setting.words().contains("auto");
        return (bare ? option.arity("0..1").fallbackValue("auto") : option.arity("1"))
                .type(String.class)
                .build();
    }

    private static String label(Setting setting) {
        return switch (setting.kind()) {
            case WHOLE -> "N";
            case PATH -> "PATH";
            default -> "TEXT";
        };
    }

    /** What the flags of a command, the environment, and the file that they name say. */
    static ServerSettings settings(CommandSpec command) {
        return new ServerSettings(given(command), System.getenv());
    }

    /** The same where the file may be a word of its own. */
    static ServerSettings settings(CommandSpec command, @Nullable Path file) {
        Map<String, String> given = given(command);
        if (file != null && given.putIfAbsent(SettingTable.CONFIG.name(), file.toString()) != null) {
            throw Problem.request("FILE", "one file", "FILE and " + SettingTable.CONFIG.flag());
        }
        return new ServerSettings(given, System.getenv());
    }

    private static String joined(List<?> texts) {
        return texts.stream().map(String::valueOf).collect(Collectors.joining(Setting.COMMA));
    }

    private static Map<String, String> given(CommandSpec command) {
        Map<String, String> given = new HashMap<>();
        for (Setting setting : SettingTable.ALL) {
            Object value = setting.hasFlag()
                    ? command.commandLine().getParseResult().matchedOptionValue(setting.flag(), null)
                    : null;
            if (value != null) {
                given.put(setting.name(), value instanceof List<?> texts ? joined(texts) : value.toString());
            }
        }
        return given;
    }
}
