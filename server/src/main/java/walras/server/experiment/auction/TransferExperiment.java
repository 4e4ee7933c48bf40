package walras.server.experiment.auction;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import walras.server.experiment.Experiment;
import walras.server.experiment.ExperimentContext;
import walras.server.experiment.Finding;
import walras.server.experiment.Findings;
import walras.server.report.Figure;

/** What societies keep when the task changes: two rooms, green to blue, and key-door worlds. */
@AutoService(Experiment.class)
public final class TransferExperiment implements Experiment {
    @Override
    public String name() {
        return "auction-transfer";
    }

    @Override
    public String claim() {
        return "A cloned society passes a mean return of 0.67 in two rooms, before and after the goal changes, and goes on"
                + " from what it knows.";
    }

    @Override
    public int seeds() {
        return 10;
    }

    @Override
    public Findings run(ExperimentContext context) throws IOException {
        TwoRoomsTransfer rooms = new TwoRoomsTransfer(context);
        KeyDoorTransfer doors = new KeyDoorTransfer(context);
        List<Finding> findings = new ArrayList<>(rooms.findings());
        findings.addAll(doors.findings());
        List<Figure> panels = new ArrayList<>(Arrays.asList(rooms.figures()));
        panels.add(doors.figure());
        return new Findings(findings, List.of(rooms.table(), doors.table()), panels);
    }
}
