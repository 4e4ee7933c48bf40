package walras.server.rpc;

import java.util.List;
import walras.server.session.plan.SessionConfig;

/**
 * What the server says of itself.
 *
 * @param version of the server
 * @param capabilities what it can do beyond the base
 * @param devices where kernels run, {@code cpu} first
 * @param logMode of sessions that do not say
 * @param localSocket where programs on the same machine play by shared memory; empty where they cannot
 */
public record ServerInfo(
        String version,
        List<String> capabilities,
        List<String> devices,
        String localSocket,
        SessionConfig.LogMode logMode) {
    public ServerInfo {
        capabilities = List.copyOf(capabilities);
        devices = List.copyOf(devices);
    }
}
