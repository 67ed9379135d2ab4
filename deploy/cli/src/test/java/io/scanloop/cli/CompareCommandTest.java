package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-9);

    @TempDir
    Path folder;

    private final Screen screen = new Screen();

    @Test
    void comparesPatientByPatient() throws IOException {
        var a = csv("a", "patient,dice,hd95", "p1,0.70,5", "p2,0.71,5", "p3,0.72,5", "p4,0.73,5", "p5,0.74,5");
        // the other way round, one twice
        var b = csv(
                "b", "dice,patient,hd95", "0.79,p5,5", "0.77,p4,5", "0.75,p3,5", "0.73,p2,5", "0.70,p1,5", "0.72,p1,5");

        var exit = screen.run("compare", a, b, "--json");

        assertThat(exit).isZero();
        assertThat(screen.json().path("patients").path("both").asInt()).isEqualTo(5);
        var dice = screen.json().path("metrics").path(0);
        assertThat(dice.path("metric").asText()).isEqualTo("dice");
        assertThat(dice.path("n").asInt()).isEqualTo(5);
        assertThat(dice.path("meanA").asDouble()).isCloseTo(0.72, CLOSE);
        assertThat(dice.path("meanB").asDouble()).isCloseTo(0.75, CLOSE);
        assertThat(dice.path("difference").path("value").asDouble()).isCloseTo(0.03, CLOSE); // 1 2 3 4 5
        assertThat(dice.path("hodgesLehmann").path("value").asDouble()).isCloseTo(0.03, CLOSE);
        assertThat(dice.path("difference").path("low").asDouble()).isBetween(0.01, 0.03);
        assertThat(dice.path("difference").path("high").asDouble()).isBetween(0.03, 0.05);
        assertThat(dice.path("exact").asBoolean()).isTrue();
        assertThat(dice.path("p").asDouble()).isCloseTo(0.0625, CLOSE);
        assertThat(dice.path("pHolm").asDouble()).isCloseTo(0.125, CLOSE);
        var distance = screen.json().path("metrics").path(1);
        assertThat(distance.path("zeros").asInt()).isEqualTo(5);
        assertThat(distance.path("p").asDouble()).isEqualTo(1);
    }

    @Test
    void saysItInATableAndNamesWhatItLeftOut() throws IOException {
        var a = csv("a", "case,dice,loss", "p1,0.7,1", "p2,0.7,1", "p3,,1", "p9,0.7,1");
        var b = csv("b", "case,dice", "p1,0.8", "p2,0.9", "p3,0.9", "p4,0.9", "p5,nan");

        screen.run("compare", a, b);

        assertThat(screen.out())
                .contains("metric", "Hodges-Lehmann", "p (Holm)")
                .contains("dice", "+0.1500");
        assertThat(screen.err())
                .contains("only in %s: p9".formatted(a), "only in %s: p4, p5".formatted(b))
                .contains("left out for dice, without a figure in one file: 1 patient")
                .contains("fewer than 6 patients")
                .contains("not compared, in one file only: loss");
    }

    @Test
    void decimalsThatDifferByTheSameTie() throws IOException {
        var a = csv("a", "patient,dice", "p1,0.8", "p2,0.7", "p3,0.1");
        var b = csv("b", "patient,dice", "p1,0.9", "p2,0.8", "p3,0.1");

        screen.run("compare", a, b, "--json");

        var dice = screen.json().path("metrics").path(0);
        assertThat(dice.path("positiveRanks").asDouble()).isEqualTo(5); // ranks 2.5 and 2.5, above the zero
        assertThat(dice.path("exact").asBoolean()).isFalse();
        assertThat(dice.path("zeros").asInt()).isEqualTo(1);
    }

    @Test
    void theSameSeedGivesTheSameDocument() throws IOException {
        var a = csv("a", "patient,dice", "p1,0.8", "p2,0.7", "p3,0.1");
        var b = csv("b", "patient,dice", "p1,0.9", "p2,0.85", "p3,0.12");
        var again = new Screen();

        screen.run("compare", a, b, "--json", "--seed", "7");
        again.run("compare", a, b, "--json", "--seed", "7");

        assertThat(again.out()).isEqualTo(screen.out());
    }

    @Test
    void onlyChosenColumnsNeedBeNumbers() throws IOException {
        var a = csv("a", "\uFEFFpatient,site,\"dice, mean\"", "p1,\"Wien, AKH\",0.8", "\"p \"\"2\"\"\",Graz,0.7", "");
        var b = csv("b", "patient,site,\"dice, mean\"", "p1,Wien,0.9", "\"p \"\"2\"\"\",Graz,0.8");

        assertThat(screen.run("compare", a, b)).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains("no number in line 2, column site", "Wien, AKH", "--metric");
        assertThat(screen.run("compare", a, b, "--metric", "dice, mean")).isZero();
        assertThat(screen.out()).contains("dice, mean  2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name,dice/p1,0.8 | names no patients",
                "patient;dice/p1;0.8 | names no patients",
                "patient,dice/p1,high | no number in line 2, column dice",
                "patient,dice/p1,inf | infinite figure in line 2, column dice",
                "patient,dice/p1,0.8,0.9 | an uneven line 2",
                "patient,dice/,0.8 | no patient in line 2",
                "patient,dice,dice/p1,1,2 | two columns of one name",
                "patient,dice/q1,0.8 | no patient in common",
                "patient,iou/p1,0.8 | no figures in common",
                "'' | names no patients"
            })
    void aBadTableIsRefused(String table, String fault) throws IOException {
        var good = csv("good", "patient,dice", "p1,0.8");
        var bad = csv("bad", table.split("/"));

        assertThat(screen.run("compare", good, bad)).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err()).contains(fault, "bad.csv", "  expected ", "  came ", "  do ");
    }

    @Test
    void whatIsNoTextOrNotThereOrNoColumnIsRefused() throws IOException {
        var good = csv("good", "patient,dice", "p1,0.8");
        var bytes = Files.write(folder.resolve("bytes.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThat(screen.run("compare", good, bytes)).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.run("compare", good, folder.resolve("none.csv"))).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.run("compare", good, good, "--metric", "nsd")).isEqualTo(ExitStatus.REFUSED.code());
        assertThat(screen.err())
                .contains("bytes.csv is no text", "none.csv cannot be read")
                .contains("nsd is no column of both files", "one of dice");
    }

    private Path csv(String name, String... lines) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".csv"), String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    }
}
