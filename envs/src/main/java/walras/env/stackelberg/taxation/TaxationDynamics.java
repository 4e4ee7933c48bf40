package walras.env.stackelberg.taxation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** Years of the economy: with households inside one step each, with seated ones two. */
final class TaxationDynamics implements Dynamics {
    private static final int SHOCK_YEAR = 100;
    private static final int RECOVERY_YEAR = 102;

    private final TaxationSettings settings;
    private final HouseholdEconomy economy;
    private final TaxationLedger ledger;
    private final TaxationView view;
    private final TaxationYear yearly;
    private final GroupTensors leader;
    private final @Nullable GroupTensors households;
    private final byte[] terminated; // [B]
    private final ThreadLocal<TaxationScratch> scratch;

    private final double[] levers; // [B, lever], in rates
    private final int[] year; // [B]
    private final byte[] answering; // [B], 1 while seated households are to act

    TaxationDynamics(Tensors tensors, TaxationSettings settings) {
        this.settings = settings;
        int rows = tensors.rows();
        this.economy = new HouseholdEconomy(settings.variant(), rows, settings.households(), settings.comparesGinis());
        this.ledger = new TaxationLedger(tensors, settings);
        ClosedRules closed = settings.closed();
        this.yearly = closed == null
                ? new PublishedYear(settings, economy, tensors.random())
                : new ClosedYear(settings, closed, economy, tensors.random());
        this.leader = tensors.group(TaxationEconomy.LEADER);
        this.households = settings.seated() ? tensors.group(TaxationEconomy.HOUSEHOLDS) : null;
        this.terminated = tensors.terminated().u8();
        this.scratch = ThreadLocal.withInitial(() -> new TaxationScratch(settings.households()));
        this.levers = new double[rows * settings.levers()];
        this.year = new int[rows];
        this.answering = new byte[rows];
        this.view = new TaxationView(settings, economy, levers);
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                yearly.begin(row, scratch.get());
                int size = settings.levers();
                Arrays.fill(levers, row * size, (row + 1) * size, 0);
                year[row] = 0;
                answering[row] = 0;
            }
        }
    }

    @Override
    public void advance(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                if (answering[row] == 0) {
                    govern(row);
                }
                if (households != null && answering[row] == 0) {
                    leader.reward().f64()[row] = 0;
                    int n = settings.households();
                    Arrays.fill(households.reward().f64(), row * n, (row + 1) * n, 0);
                    ledger.clear(row);
                    answering[row] = 1;
                } else {
                    live(row, scratch.get());
                    answering[row] = 0;
                }
            }
        }
    }

    /** Reads the leader's levers as rates. */
    private void govern(int row) {
        double[] raw = leader.actions().get(0).f64(); // [B, 1, lever]
        int size = settings.levers();
        for (int k = 0; k < size; k++) {
            double value = raw[row * size + k];
            levers[row * size + k] =
                    settings.brackets() == null ? Levers.government(settings.variant(), k, value) : value;
        }
    }

    private void live(int row, TaxationScratch own) {
        strike(row);
        if (households == null) {
            yearly.decide(row, levers, own);
        } else {
            readHouseholds(households, row, own);
        }
        double capital = economy.capital[row];
        double debt = economy.debt[row];
        yearly.live(row, levers, own);
        year[row]++;
        leader.reward().f64()[row] = economy.reward(row, settings.task());
        terminated[row] = (byte) (economy.ended[row] != 0 ? 1 : 0);
        int n = settings.households();
        if (households != null) {
            System.arraycopy(economy.utility, row * n, households.reward().f64(), row * n, n);
        }
        double work = 0;
        for (int i = 0; i < n; i++) {
            work += own.work[i];
        }
        ledger.write(economy, row, year[row], work / n, capital, debt);
        if (settings.population().risky()) {
            yearly.age(row, own);
        }
    }

    private void strike(int row) {
        if (settings.shock() == TaxationSettings.Shock.CRISIS && year[row] == SHOCK_YEAR) {
            yearly.halve(row);
        } else if (settings.shock() == TaxationSettings.Shock.DISASTER) {
            economy.productivity[row] *= year[row] == SHOCK_YEAR ? .8 : year[row] == RECOVERY_YEAR ? 1.25 : 1;
        }
    }

    private void readHouseholds(GroupTensors seat, int row, TaxationScratch own) {
        int n = settings.households();
        double[] saving = seat.actions().get(0).f64(); // [B, N]
        double[] labour = seat.actions().get(1).f64(); // [B, N]
        for (int i = 0; i < n; i++) {
            own.saving[i] = Levers.saving(settings.variant(), saving[row * n + i]);
            own.work[i] = Levers.share(settings.variant(), labour[row * n + i]);
        }
    }

    @Override
    public void observe(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                view.observeLeader(leader, row);
                leader.active().u8()[row] = (byte) (1 - answering[row]);
                if (households != null) {
                    view.observeHouseholds(households, row, answering[row]);
                }
            }
        }
    }

    @Override
    public void state(StateVisitor visitor) {
        economy.state(visitor);
        yearly.state(visitor);
        visitor.doubles("taxation.levers", levers);
        visitor.ints("taxation.hidden.year", year);
        visitor.bytes("taxation.answering", answering);
    }

    /** A household-year costs about half a microsecond. */
    @Override
    public int minRowsPerThread() {
        return Math.max(1, 200 / settings.households());
    }
}
