package walras.server.cli;

import java.util.Map;
import walras.server.SettingTable;
import walras.server.config.ConfigPage;
import walras.server.config.ConfigSchema;

/** The reference of all settings and the schema of their file, made of their table. */
final class ConfigurationPages {
    private static final String HEAD =
            """
            # Configuration

            <!-- Written by `./walras docs`. -->

            Every setting has one name. `--max-sessions 10` is its flag, `WALRAS_MAX_SESSIONS=10` its variable, and in a file of
            settings it is a key:

            ```yaml
            # walras.yaml, for `./walras serve --config walras.yaml`, or WALRAS_CONFIG=walras.yaml
            data-dir: data          # paths start from the folder that the file is in
            max-sessions: 10
            plaintext: true
            ```

            A flag wins over a variable, a variable over the file, the file over the default. An empty variable is not set, but for
            `WALRAS_TOKEN`, which is refused when it is empty; the address that Kubernetes puts into `WALRAS_PORT` for a service
            named walras is ignored. The file is YAML 1.2; [configuration.schema.json](configuration.schema.json) is its schema, for
            editors.

            `./walras config check [FILE]` reads all that `serve` would read, certificates and tokens too, and says what is wrong, one
            line each: `walras.yaml:6:11: max-rows: expected a whole number, 1 or more, got many`. Exit code 0, 2 where something is
            wrong, 1 where a file cannot be read. `./walras config print [FILE] [--json]` prints every value and who says it; no secret.

            A running server looks at the file every second, and reads it again when it has changed and stayed for a second, or at
            once on SIGHUP. It is taken as a whole: with anything wrong in it, all stays as it was, and the log says what and where.
            Settings that are live take effect then, and no stream drops; others are named in the log and wait for a restart. Sessions
            that are open stay, also where a limit is lower now.

            """;

    private ConfigurationPages() {}

    /** By file name, in docs. */
    static Map<String, String> pages() {
        return Map.of(
                "configuration.md",
                HEAD + ConfigPage.table(SettingTable.ALL),
                "configuration.schema.json",
                ConfigSchema.of(SettingTable.ALL));
    }
}
