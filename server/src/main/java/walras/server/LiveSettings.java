package walras.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import walras.server.config.Setting;
import walras.server.config.Values;

/** The settings of a running server. They are read again as a whole; what needs a restart waits for one, and is named. */
final class LiveSettings {
    /**
     * Settings that were read again.
     *
     * @param values those that are to hold
     * @param waiting names of settings that have changed and need a restart
     */
    record Change(Values values, List<String> waiting) {}

    private final ServerSettings settings;
    private Values present;

    LiveSettings(ServerSettings settings, Values present) {
        this.settings = settings;
        this.present = present;
    }

    /** The file that they come from. */
    Optional<Path> file() {
        return settings.file();
    }

    /**
     * Reads them again.
     *
     * @throws IOException if the file cannot be read
     * @throws walras.server.config.ConfigException with everything that is wrong in it
     */
    Change read() throws IOException {
        Values next = settings.values();
        List<String> waiting = present.differences(SettingTable.ALL, next).stream()
                .filter(setting -> !setting.live())
                .map(Setting::name)
                .toList();
        return new Change(present.whileRunning(SettingTable.ALL, next), waiting);
    }

    /** From now on these hold. */
    void take(Values values) {
        present = values;
    }
}
