package walras.env.stackelberg.taxation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import walras.env.Dynamics;
import walras.env.GroupTensors;
import walras.env.RowRandom;
import walras.env.Rows;
import walras.env.StateVisitor;
import walras.env.Tensors;

/** Years of the economy: with households inside one step each, with seated ones two. */
final class TaxationDynamics implements Dynamics {
    private static final int SHOCK_YEAR = 100;
    private static final int RECOVERY_YEAR = 102;

    /** One thread's memory. */
    private static final class Scratch {
        final PopulationStatistics statistics;
        final double[] saving; // [N]
        final double[] work; // [N]
        final double[] normals; // [N]
        final double[] uniforms; // [N]

        Scratch(int households) {
            statistics = new PopulationStatistics(households);
            saving = new double[households];
            work = new double[households];
            normals = new double[households];
            uniforms = new double[households];
        }
    }

    private final TaxationSettings settings;
    private final HouseholdEconomy economy;
    private final TaxationLedger ledger;
    private final TaxationView view;
    private final RowRandom random;
    private final GroupTensors leader;
    private final @Nullable GroupTensors households;
    private final byte[] terminated; // [B]
    private final ThreadLocal<Scratch> scratch;

    private final double[] levers; // [B, lever], in rates
    private final int[] year; // [B]
    private final byte[] answering; // [B], 1 while seated households are to act

    TaxationDynamics(Tensors tensors, TaxationSettings settings) {
        this.settings = settings;
        int rows = tensors.rows();
        this.economy = new HouseholdEconomy(settings.variant(), rows, settings.households(), settings.comparesGinis());
        this.ledger = new TaxationLedger(tensors, settings.variant(), settings.households());
        this.random = tensors.random();
        this.leader = tensors.group(TaxationEconomy.LEADER);
        this.households = settings.seated() ? tensors.group(TaxationEconomy.HOUSEHOLDS) : null;
        this.terminated = tensors.terminated().u8();
        this.scratch = ThreadLocal.withInitial(() -> new Scratch(settings.households()));
        this.levers = new double[rows * settings.levers()];
        this.year = new int[rows];
        this.answering = new byte[rows];
        this.view = new TaxationView(settings, economy, levers);
    }

    @Override
    public void initial(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                settings.population().begin(economy, row, random);
                economy.reset(row, scratch.get().statistics);
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

    private void live(int row, Scratch own) {
        strike(row);
        if (households == null) {
            decide(row, own);
        } else {
            readHouseholds(households, row, own);
        }
        double capital = economy.capital[row];
        double debt = economy.debt[row];
        economy.produce(row, own.work, 0);
        tax(row);
        double spending = levers[(row + 1) * settings.levers() - 1];
        economy.settle(row, spending, own.saving, own.work, 0, own.statistics);
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
            settings.population().draw(row, random, own.normals, own.uniforms);
            settings.population()
                    .process()
                    .advance(economy.ability, economy.superstar, row * n, n, own.normals, own.uniforms);
        }
    }

    private void strike(int row) {
        if (settings.shock() == TaxationSettings.Shock.CRISIS && year[row] == SHOCK_YEAR) {
            for (int h = row * settings.households(); h < (row + 1) * settings.households(); h++) {
                economy.wealth[h] *= .5;
            }
        } else if (settings.shock() == TaxationSettings.Shock.DISASTER) {
            economy.productivity[row] *= year[row] == SHOCK_YEAR ? .8 : year[row] == RECOVERY_YEAR ? 1.25 : 1;
        }
    }

    private void decide(int row, Scratch own) {
        Arrays.fill(own.saving, settings.saving());
        if (settings.behaviour() == TaxationSettings.Behaviour.FIXED) {
            Arrays.fill(own.work, settings.labour());
            return;
        }
        int n = settings.households();
        int at = row * settings.levers();
        double pay = economy.wage[row] * economy.hoursMax[row];
        double unit = settings.dollars() ? 1 : economy.unit[row];
        boolean spendsWealth = settings.variant() == Variant.TAXAI;
        BracketTax brackets = settings.brackets();
        double scale = brackets == null ? HsvTax.scale(levers[at], levers[at + 1], unit) : 0;
        for (int i = 0; i < n; i++) {
            double wealth = economy.wealth[row * n + i];
            double earns = pay * economy.ability[row * n + i];
            double interest = Variant.INTEREST * wealth;
            if (brackets == null) {
                double taken = spendsWealth ? HsvTax.of(wealth, levers[at + 2], levers[at + 3], unit) : 0;
                double purse = spendsWealth ? wealth - taken : 0;
                own.work[i] = MyopicHousehold.labour(earns, interest, purse, scale, levers[at + 1]);
            } else {
                double purse = spendsWealth ? wealth : 0;
                own.work[i] = MyopicHousehold.labour(earns, interest, purse, brackets, levers, at);
            }
        }
    }

    private void readHouseholds(GroupTensors seat, int row, Scratch own) {
        int n = settings.households();
        double[] saving = seat.actions().get(0).f64(); // [B, N]
        double[] labour = seat.actions().get(1).f64(); // [B, N]
        for (int i = 0; i < n; i++) {
            own.saving[i] = Levers.saving(settings.variant(), saving[row * n + i]);
            own.work[i] = Levers.share(settings.variant(), labour[row * n + i]);
        }
    }

    private void tax(int row) {
        int n = settings.households();
        int at = row * settings.levers();
        BracketTax brackets = settings.brackets();
        if (brackets == null) {
            double unit = settings.dollars() ? 1 : economy.unit[row];
            HsvTax.apply(economy.income, row * n, n, levers[at], levers[at + 1], unit, economy.incomeTax);
            HsvTax.apply(economy.wealth, row * n, n, levers[at + 2], levers[at + 3], unit, economy.wealthTax);
        } else {
            brackets.apply(economy.income, row * n, n, levers, at, economy.incomeTax);
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
