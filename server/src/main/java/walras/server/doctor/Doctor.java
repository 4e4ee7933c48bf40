package walras.server.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import walras.env.Problem;
import walras.server.FileFaults;
import walras.server.ServerConfig;
import walras.server.ServerSettings;
import walras.server.config.ConfigException;

/** Everything that is looked at, in order. */
public final class Doctor {
    private Doctor() {}

    /** What is found under some settings; where those are wrong, what does not depend on them. */
    public static List<Finding> findings(ServerSettings settings) {
        List<Finding> findings = new ArrayList<>(MachineChecks.findings());
        ServerConfig config;
        try {
            config = ServerSettings.config(settings.values());
        } catch (ConfigException wrong) {
            wrong.faults().forEach(fault -> findings.add(Finding.bad("settings", fault.toString())));
            return findings;
        } catch (Problem wrong) {
            findings.add(Finding.bad("settings", String.valueOf(wrong.getMessage())));
            return findings;
        } catch (IOException wrong) {
            findings.add(Finding.bad("settings", FileFaults.line(wrong)));
            return findings;
        }
        findings.add(Finding.good(
                "settings",
                settings.file().map(file -> file + " is good").orElse("no file; flags and variables are good")));
        findings.addAll(MachineChecks.memory(config));
        findings.addAll(NetworkChecks.findings(config));
        findings.addAll(DiskChecks.findings(config));
        findings.addAll(CredentialChecks.findings(config));
        return findings;
    }
}
