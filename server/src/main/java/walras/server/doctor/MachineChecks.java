package walras.server.doctor;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import walras.env.nd4j.Devices;
import walras.server.ServerConfig;
import walras.server.session.work.Limits;

/** The virtual machine, what the operating system allows it, and the devices. */
final class MachineChecks {
    private static final int ENOUGH_FILES = 4096;
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private MachineChecks() {}

    static List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Runtime runtime = Runtime.getRuntime();
        findings.add(Finding.good(
                "java",
                System.getProperty("java.version") + " in " + System.getProperty("java.home") + ", heap at most "
                        + Finding.size(runtime.maxMemory()) + ", " + runtime.availableProcessors() + " cores"));
        findings.add(openFiles());
        findings.add(
                Epoll.isAvailable()
                        ? Finding.good("epoll", "native, so Unix domain sockets and shared memory can be had")
                        : Finding.warn(
                                "epoll",
                                "not on this machine: no Unix domain socket and no shared memory, and more time for"
                                        + " each message"));
        Devices devices = Devices.probe();
        findings.add(devices.missing()
                .map(why -> Finding.warn("devices", String.valueOf(why.getMessage())))
                .orElseGet(() -> Finding.good("devices", String.join(", ", devices.names()))));
        return findings;
    }

    /** Each connection takes a file. */
    private static Finding openFiles() {
        Optional<String> soft = softLimit("Max open files");
        if (soft.isEmpty()) {
            return Finding.good("open files", "no limit is known here");
        }
        if (soft.get().equals("unlimited") || Long.parseLong(soft.get()) >= ENOUGH_FILES) {
            return Finding.good("open files", "at most " + soft.get());
        }
        return Finding.warn(
                "open files",
                "at most " + soft.get() + ", one for each connection; raise it to " + ENOUGH_FILES
                        + " or more (ulimit -n, LimitNOFILE)");
    }

    private static Optional<String> softLimit(String name) {
        try {
            return Files.readAllLines(LIMITS).stream()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> line.substring(name.length()).strip().replaceFirst("\\s.*", ""))
                    .findFirst();
        } catch (IOException elsewhere) {
            return Optional.empty();
        }
    }

    /** What callers may make the server hold, beside what it has. */
    static List<Finding> memory(ServerConfig config) {
        Limits limits = config.limits();
        long heap = Runtime.getRuntime().maxMemory();
        long asked = limits.totalFrameBytes()
                + limits.work().inboundBytes()
                + limits.work().tableBytes();
        String text = "callers may fill " + Finding.size(asked) + " of " + Finding.size(heap)
                + " (max-total-frame-mib, max-inbound-mib, max-table-mib)";
        return List.of(
                asked <= heap / 4 * 3
                        ? Finding.good("memory", text)
                        : Finding.warn("memory", text + "; lower them, or give the virtual machine more (-Xmx)"));
    }
}
