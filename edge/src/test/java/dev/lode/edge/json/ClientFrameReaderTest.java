package dev.lode.edge.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What client frames are taken, and what is said of those that are not.
class ClientFrameReaderTest {
    private static final String CLAIM_ID = "00112233445566778899aabbccddeeff";

    private final ClientFrameReader reader = new ClientFrameReader(4096, 3);

    @Test
    void everyOperationIsRead() {
        assertThat(read("{'id':1,'hello':{'hunt':'w','token':'t'}}"))
                .isEqualTo(new ClientRequest.Hello(1, "w", "t"));
        assertThat(read("{'id':1,'hello':{'resume':'s','rooms':{'a':0,'b':9007199254740991}}}"))
                .isEqualTo(
                        new ClientRequest.Resume(1, "s", Map.of("a", 0L, "b", 9007199254740991L)));
        assertThat(read("{'id':9007199254740991,'look':{}}"))
                .isEqualTo(new ClientRequest.Look(9007199254740991L));
        assertThat(read("{'dig':{'cell':'é/255/1048575'},'id':0}"))
                .isEqualTo(new ClientRequest.Dig(0, new ClientRequest.CellName("é", 255, 1048575)));
        assertThat(read("{'id':2,'watch':{'rooms':['a','b','c']}}"))
                .isInstanceOf(ClientRequest.Watch.class);
        assertThat(read("{'id':2,'ping':{}}")).isEqualTo(new ClientRequest.Ping(2));
        assertThat(read("{'id':2,'move':{'to':'a/0','pass':'" + "A".repeat(43) + "'}}"))
                .isInstanceOfSatisfying(
                        ClientRequest.Step.class,
                        step -> {
                            assertThat(step.along()).isTrue();
                            assertThat(step.pass().orElseThrow().byteSize()).isEqualTo(32);
                        });
        assertThat(claim("A".repeat(64), CLAIM_ID)).isInstanceOf(ClientRequest.Claim.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {32767, 32768, 65535})
    void idsAndSpotsAroundSixteenBitsStayThemselves(int number) {
        assertThat(read("{'id':" + number + ",'dig':{'cell':'r/7/" + number + "'}}"))
                .isEqualTo(
                        new ClientRequest.Dig(number, new ClientRequest.CellName("r", 7, number)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':1}|no operation",
                "{'look':{}}|'id': missing",
                "{'id':'1','look':{}}|'id': must be a whole number",
                "{'id':1.0,'look':{}}|'id': must be a whole number",
                "{'id':-1,'look':{}}|'id': must be a whole number from 0",
                "{'id':9007199254740992,'look':{}}|'id': must be a whole number from 0",
                "{'id':1,'id':2,'look':{}}|Duplicate",
                "{'id':1,'look':{},'ping':{}}|'ping': a frame has one operation",
                "{'id':1,'look':[]}|'look': must be an object",
                "{'id':1,'look':{'x':'y'}}|'look.x': no member of look, which has none",
                "{'id':1,'dig':{'cell':7}}|'dig.cell': of a wrong type",
                "{'id':1,'dig':{'cell':null}}|'dig.cell': of a wrong type",
                "{'id':1,'dig':{}}|'dig.cell': missing",
                "{'id':1,'dig':{'cell':'a/1'}}|'dig.cell': must be room/site/spot",
                "{'id':1,'dig':{'cell':'a/b/1/2'}}|'dig.cell': must be room/site/spot",
                "{'id':1,'dig':{'cell':'/1/2'}}|'dig.cell': must be room/site/spot",
                "{'id':1,'dig':{'cell':'a/256/2'}}|'dig.cell': '256' is not a number from 0 to 255",
                "{'id':1,'dig':{'cell':'a/01/2'}}|'dig.cell': '01' is not",
                "{'id':1,'dig':{'cell':'a/+1/2'}}|'dig.cell': '+1' is not",
                "{'id':1,'dig':{'cell':'a//2'}}|'dig.cell': '' is not",
                "{'id':1,'dig':{'cell':'a/1/1048576'}}|is not a number from 0 to 1048575",
                "{'id':1,'dig':{'cell':'a/1/99999999999999999999'}}|is not a number",
                "{'id':1,'enter':{'to':'a/1/2'}}|'enter.to': must be room/site",
                "{'id':1,'enter':{'to':'a/1','pass':'AAAA'}}|'enter.pass': must be base64url of 32",
                "{'id':1,'claim':{'ticket':'AAAA','claim_id':'x'}}|'claim.ticket': must be base64url",
                "{'id':1,'watch':{'rooms':['a',1]}}|'watch.rooms': must hold texts",
                "{'id':1,'watch':{'rooms':['a','b','c','d']}}|'watch.rooms': at most 3 rooms",
                "{'id':1,'watch':{'rooms':'a'}}|'watch.rooms': must be a list",
                "{'id':1,'hello':{'resume':'s','rooms':{'a':'1'}}}|'hello.rooms': must hold whole",
                "{'id':1,'hello':{'resume':'s','rooms':{'a':-1}}}|must be a whole number from 0",
                "{'id':1,'hello':{'resume':'s','token':'t'}}|'hello.token': no member",
                "{'id':1,'look':{}} {}|something follows",
                "[]|a frame is one JSON object",
                "{'id':1,'look':{}|not JSON as it must be",
                "{'id':1,'look':{'a':{'b':{'c':{}}}}}|'look.a'",
                "{id:1}|not JSON as it must be",
                "{'id':00,'look':{}}|not JSON as it must be",
                "{'id':1e1,'look':{}}|'id': must be a whole number",
                "{'id':123456789012345678901,'look':{}}|not JSON as it must be",
            })
    void whatIsWrongIsNamed(String frame, String detail) {
        assertThat(read(frame))
                .isInstanceOfSatisfying(
                        ClientRequest.Malformed.class,
                        bad -> assertThat(bad.detail()).contains(detail));
    }

    @Test
    void theIdIsKeptWhereItWasReadBeforeWhatIsWrong() {
        assertThat(read("{'id':7,'digg':{}}").id()).isEqualTo(7);
        assertThat(read("{'digg':{}").id()).isEqualTo(ClientRequest.NO_ID);
    }

    @Test
    void ticketsAreBase64UrlWithoutPadding() {
        assertThat(claim("A".repeat(63) + "=", CLAIM_ID))
                .isInstanceOf(ClientRequest.Malformed.class);
        assertThat(claim("+" + "A".repeat(63), CLAIM_ID))
                .isInstanceOf(ClientRequest.Malformed.class);
        assertThat(claim("-" + "A".repeat(62) + "_", CLAIM_ID))
                .isInstanceOf(ClientRequest.Claim.class);
        assertThat(claim("A".repeat(64), CLAIM_ID.toUpperCase(Locale.ROOT)))
                .isInstanceOf(ClientRequest.Malformed.class);
    }

    @Test
    void deepAndLongFramesAreRefused() {
        assertThat(read("{'id':1,'look':" + "[".repeat(4000)))
                .isInstanceOf(ClientRequest.Malformed.class);
        assertThat(read("{'id':1,'hello':{'hunt':'" + "a".repeat(5000) + "','token':''}}"))
                .isInstanceOf(ClientRequest.Malformed.class);
        assertThat(read("{'id':1,'" + "a".repeat(3000) + "':{}}"))
                .isInstanceOfSatisfying(
                        ClientRequest.Malformed.class,
                        bad -> assertThat(bad.detail().length()).isLessThan(400));
    }

    @Test
    void damagedFramesNeverThrow() {
        long seed = Long.getLong("lode.seed", System.nanoTime());
        System.out.println("damagedFramesNeverThrow -Dlode.seed=" + seed);
        var random = new SplittableRandom(seed);
        byte[] good =
                "{\"id\":7,\"claim\":{\"ticket\":\"AAAA\",\"claim_id\":\"00\"},\"x\":[1,{\"a\":2}]}"
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = good.clone();
            for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            assertThat(reader.read(frame, random.nextInt(frame.length + 1))).isNotNull();
        }
    }

    private ClientRequest claim(String ticket, String id) {
        return read("{'id':1,'claim':{'ticket':'" + ticket + "','claim_id':'" + id + "'}}");
    }

    private ClientRequest read(String frame) {
        byte[] bytes = frame.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return reader.read(bytes, bytes.length);
    }
}
