package walras.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP port against clients that keep no rule. */
final class HttpListenerTest {
    private static final String GET = "GET /page HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final HttpAnswer TOO_FAR = HttpAnswer.text(401, "no token\n");
    private static final HttpLimits LIMITS = new HttpLimits(
            20,
            1024,
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            Duration.ofSeconds(5),
            BodyRoom.FREE_BYTES);

    private static final int ATTEMPTS = 4;

    private final LinkedBlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
    private final List<RawClient> clients = new ArrayList<>();
    private HttpListener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = listener(LIMITS);
    }

    private HttpListener listener(HttpLimits limits) throws IOException {
        Routes routes = new Routes()
                .get("/page", Gate.OPEN, exchange -> exchange.answer(HttpAnswer.text(200, "well\n")))
                .get("/held", Gate.OPEN, held::add)
                .get("/broken", Gate.OPEN, exchange -> {
                    throw new IllegalStateException("a handler that fails");
                })
                .get("/shut", caller -> caller.authorization() == null ? TOO_FAR : null, held::add)
                .post(
                        "/echo",
                        100,
                        Gate.OPEN,
                        Refusals.TEXT,
                        exchange -> exchange.answer(
                                HttpAnswer.text(200, new String(exchange.body(), StandardCharsets.UTF_8))));
        return new HttpListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), routes, limits, null);
    }

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        listener.close();
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(listener.port());
        clients.add(client);
        return client;
    }

    private void answersOthers() throws IOException {
        assertTrue(client().send(GET).answer().endsWith("\r\n\r\nwell\n"));
    }

    // Guards each refusal's status, and that the connection ends after one that leaves its rest unread.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            404 | GET /nowhere HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n
            404 | GET http://x/nowhere HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
            404 | OPTIONS * HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
            405 | POST /page HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 10\\r\\n\\r\\n
            405 | DELETE /page HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
            405 | GET /echo HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
            400 | GET /page HTTP/1.1\\r\\n\\r\\n
            400 | GET /page HTTP/1.1\\r\\nHost: x\\r\\nHost: y\\r\\n\\r\\n
            400 | nonsense\\r\\n\\r\\n
            400 | GET /page HTTP/1.1\\r\\nHost: x\\r\\nbad header\\r\\n\\r\\n
            400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: -5\\r\\n\\r\\n
            400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 5\\r\\nContent-Length: 6\\r\\n\\r\\n
            400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n
            413 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 101\\r\\n\\r\\n
            413 | GET /page HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 99999999999\\r\\n\\r\\n
            417 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nExpect: magic\\r\\n\\r\\n
            505 | PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n
            401 | GET /shut HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n
            """)
    void request_outsideTheRules_isRefused(int status, String request) throws IOException {
        String answer = client().send(request.replace("\\r\\n", "\r\n")).everything();
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertEquals(answer.indexOf("HTTP/1.1"), answer.lastIndexOf("HTTP/1.1"), "one answer");
        answersOthers();
    }

    // Guards the limits of the request's line and of its headers, also where no end of them ever comes.
    @Test
    void head_longerThanTheLimit_isRefused() throws IOException {
        String line = client().send("GET /" + "a".repeat(5000)).everything();
        assertTrue(line.startsWith("HTTP/1.1 414 "), line);
        String headers = client().send("GET /page HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(5000))
                .everything();
        assertTrue(headers.startsWith("HTTP/1.1 431 "), headers);
    }

    // Guards against a body that grows past its limit without having said so.
    @Test
    void chunks_longerThanTheLimit_areRefused() throws IOException {
        String chunk = "32\r\n" + "a".repeat(50) + "\r\n";
        String head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertTrue(client().send(head + chunk + chunk + chunk).everything().startsWith("HTTP/1.1 413 "));
        assertTrue(client().send(head + chunk + "0\r\n\r\n").answer().endsWith("\r\n\r\n" + "a".repeat(50)));
    }

    @Test
    void head_getAsHead_sameHeadersAndNoBody() throws IOException {
        RawClient client = client();
        String head = client.send(GET.replace("GET", "HEAD")).head();
        assertTrue(head.contains("content-length: 5"), head);
        assertTrue(
                client.send(GET).answer().startsWith("HTTP/1.1 200 OK"), "the next answer begins where the head ended");
    }

    // Guards keep-alive: one connection, several requests, also sent ahead of their answers, answered in order.
    @Test
    void requests_sentAhead_areAnsweredInOrder() throws IOException {
        RawClient client = client();
        String echo = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n";
        client.send(GET + echo + "1" + echo + "2" + echo + "3");
        assertTrue(client.answer().endsWith("well\n"));
        assertTrue(client.answer().endsWith("\r\n\r\n1"));
        assertTrue(client.answer().endsWith("\r\n\r\n2"));
        assertTrue(client.answer().endsWith("\r\n\r\n3"));
    }

    @Test
    void http10_withoutKeepAlive_endsTheConnection() throws IOException {
        assertTrue(client().send("GET /page HTTP/1.0\r\n\r\n").everything().endsWith("well\n"));
    }

    @Test
    void expect_100Continue_isTold() throws IOException {
        RawClient client = client();
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        String told = client.head();
        assertTrue(told.startsWith("HTTP/1.1 100 "), told);
        String answer = client.send("ab").answer();
        assertTrue(answer.endsWith("\r\n\r\nab"), answer);
    }

    // Guards a body that comes some time after its head, and in pieces.
    @Test
    void body_inPieces_isPutTogether() throws IOException {
        RawClient client = client().send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n");
        answersOthers();
        client.send("ab");
        answersOthers();
        String answer = client.send("cd").answer();
        assertTrue(answer.endsWith("\r\n\r\nabcd"), answer);
    }

    // Guards the fault that made this: what is half sent is ended with 408, and delays nobody meanwhile.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            GET /page HTTP/1.1\\r\\nHost: x\\r\\n
            G
            POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 10\\r\\n\\r\\n
            POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 10\\r\\n\\r\\nabc
            """)
    void request_halfSent_isEndedInTime(String half) throws IOException {
        RawClient slow = client().send(half.replace("\\r\\n", "\r\n"));
        answersOthers();
        String answer = slow.everything();
        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
    }

    @Test
    void connection_withoutARequest_isClosedInTime() throws IOException {
        assertEquals("", client().everything());
        RawClient kept = client().send(GET);
        kept.answer();
        assertEquals("", kept.everything(), "nothing came after the first request, so there is nothing to say");
    }

    // Guards that a second request, half sent on a connection that was good, is told so too.
    @Test
    void secondRequest_halfSent_isEndedInTime() throws IOException {
        RawClient client = client().send(GET);
        client.answer();
        assertTrue(client.send("GET /pa").everything().startsWith("HTTP/1.1 408 "));
    }

    // Guards the limit of connections: those that wait make room, the one that has waited longest first.
    @Test
    void connections_tooManyThatWait_makeRoom() throws IOException {
        crowd(20, 60);
    }

    @Test
    @Tag("full")
    void connections_aThousandThatWait_makeRoom() throws IOException {
        listener.close();
        listener = listener(HttpLimits.usual());
        crowd(HttpLimits.usual().connections(), 1000);
    }

    private void crowd(int most, int many) throws IOException {
        for (int k = 0; k < many; k++) {
            client().send("GET /page HTTP/1.1\r\nHost: x\r\n");
            assertTrue(listener.connections() <= most);
        }
        answersInTheEnd(ATTEMPTS);
    }

    /** While an event loop still takes its part of the crowd in, that part is newer than a caller on the other loop. */
    private void answersInTheEnd(int attempts) throws IOException {
        try {
            answersOthers();
        } catch (IOException turnedAway) {
            if (attempts == 1) {
                throw turnedAway;
            }
            answersInTheEnd(attempts - 1);
        }
    }

    // Guards those who are being answered: they keep their connection, and the newest is told to come again.
    @Test
    void connections_tooManyThatAreAnswered_refuseTheNewest() throws Exception {
        List<RawClient> waiting = new ArrayList<>();
        List<Exchange> exchanges = new ArrayList<>();
        for (int k = 0; k < LIMITS.connections(); k++) {
            waiting.add(client().send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n"));
            exchanges.add(held.take());
        }
        assertTrue(client().everything().startsWith("HTTP/1.1 503 "));
        exchanges.forEach(exchange -> exchange.answer(HttpAnswer.text(200, "late\n")));
        for (RawClient client : waiting) {
            assertTrue(client.answer().endsWith("late\n"));
        }
        answersOthers();
    }

    @Test
    void handler_fails_isAnswered500() throws IOException {
        assertTrue(client().send("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n")
                .answer()
                .startsWith("HTTP/1.1 500 "));
        answersOthers();
    }

    @Test
    void gate_whoMayComeIn_does() throws Exception {
        RawClient client = client().send("GET /shut HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n");
        held.take().answer(HttpAnswer.text(200, "in\n"));
        assertFalse(client.answer().contains("401"));
    }
}
