// Presses on the Windows script's own classes, without its window: the test writes lines, this says what it said.
using System;
using System.IO;
using HallPad;

public class Told : IBar
{
    public void Say(string text, string kind) { Console.Out.WriteLine(kind + " " + text); Console.Out.Flush(); }
}

public static class Program
{
    // settings FILE: what is wrong with it, or its keys.  desk HALL WINDOW TOKEN LANGUAGE: then a line a press, KEY ACT.
    public static int Main(string[] asked)
    {
        Console.OutputEncoding = new System.Text.UTF8Encoding(false);
        if (asked[0] == "settings") return Read(File.ReadAllText(asked[1]));
        Line line = new Line(asked[1], asked[2], asked[3], asked[4]);
        line.Answer = 400; line.First = 20; line.Longest = 100; line.Whole = int.Parse(asked[5]);
        Desk desk = new Desk(line, new Told(), new Words(asked[4]), "lunch");
        for (string press = Console.In.ReadLine(); press != null; press = Console.In.ReadLine())
        {
            string[] parts = press.Split(' ');
            // What comes while a press is under way is part of the story only where the test says so.
            while (parts[0] != "now" && desk.Busy) System.Threading.Thread.Sleep(5);
            desk.Press(parts[parts.Length - 2], parts[parts.Length - 1]);
        }
        while (desk.Busy) System.Threading.Thread.Sleep(5);
        return 0;
    }

    static int Read(string text)
    {
        try
        {
            Settings settings = new Settings(text);
            Console.Out.WriteLine("with " + settings.Modifiers());
            foreach (string key in settings.Keys.Keys)
                Console.Out.WriteLine(key + " " + settings.Keys[key] + " " + Names.Codes[key]);
            return 0;
        }
        catch (SettingsFault fault) { Console.Out.WriteLine(fault.Message); return 1; }
    }
}
