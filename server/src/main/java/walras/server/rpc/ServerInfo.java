package walras.server.rpc;

import java.util.List;

/**
 * What the server says of itself.
 *
 * @param version of the server
 * @param capabilities what it can do beyond the base
 * @param devices where kernels run, {@code cpu} first
 */
public record ServerInfo(String version, List<String> capabilities, List<String> devices) {
    public ServerInfo {
        capabilities = List.copyOf(capabilities);
        devices = List.copyOf(devices);
    }
}
