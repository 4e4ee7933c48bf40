package walras.env.exchange.equilibrium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A solver that is broken is caught: certificates see the answer and the problem, and nothing else. */
class CertificateTest {
    private static final double TOLERANCE = 1e-9;
    private static final int N = 3;

    /** What a broken solver hands back in place of the right answer to the economy G. */
    private enum Broken {
        SWAPPED_PRICES {
            @Override
            void damage(Case g) {
                double[] p = g.found.prices(); // [L]
                double first = p[0];
                p[0] = p[2];
                p[2] = first;
            }
        },
        SCALED_PRICES {
            @Override
            void damage(Case g) {
                Arrays.setAll(g.found.prices(), j -> 2 * g.found.prices()[j]);
            }
        },
        FREE_GOOD {
            @Override
            void damage(Case g) {
                double[] p = g.found.prices(); // [L]
                p[0] += p[2];
                p[2] = 0;
            }
        },
        SWAPPED_BUNDLES {
            @Override
            void damage(Case g) {
                double[] x = g.found.allocation(); // [N, L]
                for (int j = 0; j < N; j++) {
                    double first = x[j];
                    x[j] = x[N + j];
                    x[N + j] = first;
                }
            }
        },
        AUTARKY {
            @Override
            void damage(Case g) {
                System.arraycopy(g.endowments, 0, g.found.allocation(), 0, N * N);
            }
        },
        NOTHING {
            @Override
            void damage(Case g) {
                Arrays.fill(g.found.allocation(), 0);
            }
        },
        TOO_MUCH {
            @Override
            void damage(Case g) {
                Arrays.setAll(g.found.allocation(), k -> 1.000001 * g.found.allocation()[k]);
            }
        },
        NEGATIVE {
            @Override
            void damage(Case g) {
                trade(g, 3);
            }
        },
        SUBOPTIMAL {
            @Override
            void damage(Case g) {
                trade(g, 0.01);
            }
        },
        NOT_A_NUMBER {
            @Override
            void damage(Case g) {
                g.found.allocation()[4] = Double.NaN;
            }
        },
        INFINITE {
            @Override
            void damage(Case g) {
                Arrays.fill(g.found.allocation(), Double.POSITIVE_INFINITY);
            }
        };

        abstract void damage(Case g);

        /** Two agents trade part of a good that each consumes, at the prices: goods clear and budgets hold. */
        private static void trade(Case g, double part) {
            double[] x = g.found.allocation(); // [N, L]
            double[] p = g.found.prices(); // [L]
            int from = x[0] > 0 ? 0 : x[1] > 0 ? 1 : 2;
            int to = (from + 1) % N;
            int other = x[N + to] > 0 ? 1 : 2;
            double money = part * Math.min(p[from] * x[from], p[to] * x[other * N + to]);
            x[from] -= money / p[from];
            x[other * N + from] += money / p[from];
            x[to] += money / p[to];
            x[other * N + to] -= money / p[to];
        }
    }

    private static Case solved(Utility family) {
        return family == Utility.LEONTIEF
                ? Case.of(family, 0, N, new double[] {.05, .1, .2, .1, .05, .1, .1, .2, .1}, 2, 1, 1, 1, 2, 1, 1, 1, 2)
                : Case.g(family, family.usesRho() ? .5 : 0);
    }

    @ParameterizedTest
    @EnumSource
    void verify_rightAnswer_stands(Utility family) {
        Case g = solved(family);
        assertTrue(g.status().certified(), g.status().name());
        assertEquals(0, new Certificate(g.preferences).verify(1, g.weights, g.endowments, g.found, TOLERANCE));
    }

    @ParameterizedTest
    @EnumSource
    void verify_brokenSolver_isCaught(Utility family) {
        for (Broken broken : Broken.values()) {
            Case g = solved(family);
            broken.damage(g);
            assertEquals(
                    1,
                    new Certificate(g.preferences).verify(1, g.weights, g.endowments, g.found, TOLERANCE),
                    family + ", " + broken);
            assertEquals(Status.NOT_CERTIFIED, g.status());
        }
    }

    // The vector lanes have a certificate of their own, which must catch the same.
    @ParameterizedTest
    @EnumSource(names = {"COBB_DOUGLAS", "CES", "ADDITIVE_CES"})
    void block_brokenSolver_isCaught(Utility family) {
        assertTrue(isCertifiedInBlock(solved(family)));
        for (Broken broken : Broken.values()) {
            if (broken != Broken.SCALED_PRICES) { // the block itself puts prices on the simplex
                Case g = solved(family);
                broken.damage(g);
                assertFalse(isCertifiedInBlock(g), family + ", " + broken);
            }
        }
    }

    private static boolean isCertifiedInBlock(Case g) {
        Block block = new Block(N, N);
        block.load(g.weights, g.endowments, 0, 1);
        for (int j = 0; j < N; j++) {
            block.price[j][0] = g.found.prices()[j];
        }
        for (int k = 0; k < N * N; k++) {
            block.quantity[k][0] = g.found.allocation()[k];
        }
        BlockCertificate certificate = new BlockCertificate(block);
        certificate.judge(g.preferences.elasticity(0));
        return certificate.isCertified(0, TOLERANCE);
    }

    // Prices [1, 0, 0] clear goods and budgets, but the third agent, who wants the free good, would take more.
    @Test
    void leontief_freeGoodThatSomebodyWants_isRefusedByName() {
        Case edge = Case.of(
                Utility.LEONTIEF, 0, N, new double[] {.5, 0, .3, .5, .1, 0, 0, .8, 0}, 1, 0, 0, 0, 1, 0, 0, 0, 1);
        assertEquals(Status.VANISHING_PRICE, edge.status());
    }

    // The other side: a free good of which everybody gets as much as it wants is no reason to refuse.
    @Test
    void leontief_freeGoodInExcess_isCertified() {
        Case edge = Case.of(Utility.LEONTIEF, 0, 2, new double[] {1, 1, 1, 1}, 1, 3, 1, 2);
        assertTrue(edge.status().certified(), edge.status().name());
        assertEquals(0, edge.found.prices()[1]);
        assertEquals(0, new Certificate(edge.preferences).verify(1, edge.weights, edge.endowments, edge.found, 1e-9));
    }

    @Test
    void accounts_wrongUtility_isNoticed() {
        Case g = solved(Utility.CES);
        Certificate certificate = new Certificate(g.preferences);
        double[] utility = g.utilities(); // [N]
        double[] negishi = new double[N]; // [N]
        Arrays.setAll(negishi, i -> g.income(i) / utility[i]);
        assertTrue(accounts(certificate, utility, negishi, g) <= 1e-12);
        utility[1] *= 1.001;
        assertTrue(accounts(certificate, utility, negishi, g) > 1e-4);
        utility[1] = Double.POSITIVE_INFINITY;
        assertEquals(Double.POSITIVE_INFINITY, accounts(certificate, utility, negishi, g));
    }

    private static double accounts(Certificate certificate, double[] utility, double[] negishi, Case g) {
        return certificate.accounts(utility, negishi, g.weights, g.endowments, g.found.allocation(), g.found.prices());
    }
}
