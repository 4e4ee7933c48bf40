package walras.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import walras.server.caller.AccessList;
import walras.server.caller.Quota;
import walras.server.caller.Role;
import walras.server.config.AccessFile;
import walras.server.config.ConfigException;
import walras.server.config.Fault;

/** Who may call: the one token of old, who may everything, and those of the access file. */
final class AccessEntries {
    private static final String OLD = "token";

    private AccessEntries() {}

    /**
     * Reads them; nobody where neither is given.
     *
     * @throws IOException naming the flag and what is wrong with its file
     * @throws ConfigException with the line and column of what is wrong in the access file
     */
    static List<AccessList.Entry> of(ServerConfig config) throws IOException {
        List<AccessList.Entry> entries = new ArrayList<>();
        TokenText.of(config)
                .ifPresent(token ->
                        entries.add(new AccessList.Entry(OLD, Role.OPERATOR, Optional.of(token.hash()), Quota.NONE)));
        if (config.accessFile().isPresent()) {
            List<String> roles = Arrays.stream(Role.values()).map(Role::word).toList();
            for (AccessFile.Entry entry : read(config, roles)) {
                if (entry.name().equals(OLD) && !entries.isEmpty()) {
                    throw new ConfigException(List.of(new Fault(
                            config.accessFile().get().toString(),
                            "name: token is that of --token-file; give another")));
                }
                entries.add(entry(entry));
            }
        }
        return entries;
    }

    private static List<AccessFile.Entry> read(ServerConfig config, List<String> roles) throws IOException {
        try {
            return AccessFile.read(config.accessFile().orElseThrow(), roles);
        } catch (IOException refused) {
            throw FileFaults.of("--access-file", config.accessFile().orElseThrow(), refused);
        }
    }

    private static AccessList.Entry entry(AccessFile.Entry read) {
        Map<String, Long> quotas = read.quotas();
        long mebibytes = quotas.getOrDefault("inbound-mib", Long.MAX_VALUE >> 20);
        Quota quota = new Quota(
                quotas.getOrDefault("sessions", Long.MAX_VALUE),
                quotas.getOrDefault("rows", Long.MAX_VALUE),
                mebibytes << 20,
                quotas.getOrDefault("cpu-seconds", Long.MAX_VALUE),
                quotas.getOrDefault("tournaments", Long.MAX_VALUE));
        Role role = Role.valueOf(read.role().toUpperCase(Locale.ROOT));
        return new AccessList.Entry(read.name(), role, read.hash(), quota);
    }
}
